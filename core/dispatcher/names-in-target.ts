// Every name that a delivery target would read: the source, and images that are laid over it.
import type { Dialect } from '../dialect/dialect.ts';
import type { Planner } from '../pipeline/planner.ts';
import { readName } from './read-name.ts';
import type { Target } from './target.ts';

export interface NamesInTargetParts {
  readonly dialect: Dialect;
  readonly planner: Pick<Planner, 'imagesOf'>;
}

/** None where it is no delivery target. Fails as Dialect and names do. */
export function namesInTarget({ dialect, planner }: NamesInTargetParts, { room, rest }: Target): readonly string[] {
  if (room === 'original') return [readName(rest)];
  const recipe = room === 'img' ? dialect.read(rest) : undefined;
  return recipe === undefined ? [] : [recipe.source, ...planner.imagesOf(recipe)];
}
