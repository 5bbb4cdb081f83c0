// The storeys of the core: a file imports its own row and rows of lower storeys, so arrows point one way only.
import { posix } from 'node:path';
import { scanImports } from './scan-imports.ts';
import type { Source } from './tree.ts';

/** From the ground up. A file belongs to the longest row it matches: a port may stand below the room it is in. */
const storeys: readonly (readonly string[])[] = [
  ['core/failure.ts'],
  ['core/image', 'core/flow', 'core/policy/limits.ts', 'core/recipe/option.ts', 'core/recipe/recipe.ts'],
  ['core/engine', 'core/volume', 'core/database', 'core/source'],
  ['core/pipeline/module.ts', 'core/pipeline/plan.ts', 'core/pipeline/size-after.ts', 'core/bucket'],
  ['core/pipeline/price.ts', 'core/pipeline/shared-plan.ts'],
  ['core/pipeline/mezzanine-plan.ts'],
  ['core/recipe'],
  ['core/pipeline/check-plan.ts'],
  ['core/pipeline', 'core/handlers'],
  ['core/dialect'],
  ['core/policy', 'core/client'],
  ['core/pipeline/head.ts'],
  ['core/pipeline/refinery.ts'],
  ['core/pipeline/stale.ts'],
  ['core/pipeline/tail.ts'],
  ['core/dispatcher'],
  ['core/app'],
  ['core/index.ts'],
];

const rows = storeys
  .flatMap((storey, height) => storey.map((place) => ({ place, height })))
  .sort((a, b) => b.place.length - a.place.length);

const rowOf = (path: string) => rows.find(({ place }) => path === place || path.startsWith(`${place}/`));

/** One line for every import that goes up, or across to another row of the same storey. */
export function checkStoreys(core: readonly Source[]): string[] {
  return core.flatMap(({ path, text }) => {
    const own = rowOf(path);
    if (own === undefined) return [`${path}: this room stands on no storey`];
    return scanImports(text).flatMap(({ target }) => {
      if (!target?.startsWith('.')) return [];
      const other = rowOf(posix.join(posix.dirname(path), target));
      return other === own || (other && other.height < own.height) ? [] : [`${path}: ${target} is not below it`];
    });
  });
}
