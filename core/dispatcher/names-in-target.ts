// Every name that a delivery target would read: the source, and images that are laid over it.
import type { Dialect } from '../dialect/dialect.ts';
import type { Mounted } from '../dialect/mount.ts';
import type { Planner } from '../pipeline/planner.ts';
import { createReadForeign } from './places.ts';
import { readName } from './read-name.ts';
import type { Target } from './target.ts';

export interface NamesInTargetParts {
  readonly dialect: Dialect;
  readonly mounted?: readonly Mounted[];
  readonly planner: Pick<Planner, 'imagesOf'>;
}

/** None where it is no delivery target. Fails as Dialect and names do. */
export function namesInTarget(
  { dialect, mounted = [], planner }: NamesInTargetParts,
  target: Target,
): readonly string[] {
  const { room, rest } = target;
  if (room === 'original') return [readName(rest)];
  const recipe = room === 'img' ? dialect.read(rest) : createReadForeign(mounted)(target);
  return recipe === undefined ? [] : [recipe.source, ...planner.imagesOf(recipe)];
}
