// The second step of encoding: a result that is asked for again is worth more CPU than the first answer was.
// Efforts by performance.md section 2.3, as bytes and CPU of an 800 px result at equal quality setting: AVIF 3 has 10 %
// fewer bytes for 9 times the CPU (4, sharp's default, no fewer for 39 times), WebP 5 has 5 % fewer for 2.3 times,
// mozjpeg 18 % fewer for 8.5 times.
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { OutputExt } from '../image/format.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type EncodeConfig, encodeConfigOf } from './modules/encode.ts';
import type { Plan } from './plan.ts';
import { priceOf } from './price.ts';

const better: { readonly [K in OutputExt]?: Partial<EncodeOp> } = {
  jpg: { mozjpeg: true },
  webp: { effort: 5 },
  avif: { effort: 3 },
};

// What the URL may say about encoding without having decided on effort itself.
const untouched: ReadonlySet<string> = new Set<keyof EncodeConfig>([
  'format',
  'quality',
  'jpg.quality',
  'webp.quality',
  'avif.quality',
  'anim',
]);

// A refinement that is stopped has cost its CPU for nothing: longer ones are not begun.
const longestMillis = 4000;

/** Undefined where there is nothing to be gained, the URL has said what it wants, or it would take too long. */
export function refinedPlan(recipe: Recipe, plan: Plan): Plan | undefined {
  const more = better[plan.encode.ext];
  // What waits for a look at the pixels is planned anew behind it, as the URL says it.
  if (more === undefined || plan.output.animated || plan.unsettled !== undefined) return undefined;
  const config = encodeConfigOf(recipe);
  if (!Object.keys(config).every((option) => untouched.has(option))) return undefined;
  if (config.quality !== undefined && typeof config.quality !== 'number') return undefined;
  const refined = { ...plan, encode: { ...plan.encode, ...more } };
  return priceOf(refined).millis <= longestMillis ? refined : undefined;
}
