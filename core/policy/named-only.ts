// Named pipelines for unsigned URLs: who may manage has made them, so a stranger can make no more results of an original
// than there are pipelines, in at most four formats each.
import { Failure } from '../failure.ts';
import { pipelineOf } from '../pipeline/named-pipeline.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { unsignedFormats } from './ladder.ts';

const expected = 'a signed URL, or p of a named pipeline, f of auto, jpg, webp, avif, and nothing else';

/** Whether it asks for a named pipeline and nothing else but a format. */
export function isNamedOnly(recipe: Recipe): boolean {
  const [first = {}, second] = recipe.stages;
  const { named: _, encode = {}, ...others } = first;
  const { format, ...otherwise } = encode;
  if (pipelineOf(recipe) === undefined || second !== undefined) return false;
  return Object.keys({ ...others, ...otherwise }).length === 0 && unsignedFormats.includes(format);
}

/** Fails with `forbidden` for anything else. */
export function admitNamed(recipe: Recipe): Recipe {
  if (isNamedOnly(recipe)) return recipe;
  throw new Failure('forbidden', `Expected ${expected}.`, { subject: 'p', expected });
}
