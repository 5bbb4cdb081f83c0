// Which frames of a source a recipe is about. How many there are is known to engines only: they refuse what is not there.
import type { FrameChoice } from '../engine/image-engine.ts';
import { formats, type OutputExt } from '../image/format.ts';
import type { Shape } from '../image/shape.ts';
import { badOption } from '../recipe/bad-option.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type AnimationConfig, animation } from './modules/animation.ts';
import { encodeConfigOf } from './modules/encode.ts';

export interface Chosen {
  readonly frames: FrameChoice;
  /** Whether the result moves. */
  readonly animated: boolean;
}

/** Fails with `bad-option` where the options contradict each other or the source. */
export function chosenFrames(recipe: Recipe, input: Shape, format: OutputExt): Chosen {
  recipe.stages.slice(1).forEach(refuseLater);
  const { frame, frames: count } = configOf(recipe);
  if (encodeConfigOf(recipe).anim === false && (count ?? 1) > 1) {
    throw badOption('frames', '1, or no anim=false beside it', String(count));
  }
  const from = (frame ?? 1) - 1;
  if (!input.animated) return { frames: pageAt(from, input), animated: false };
  const animated = formats[format].animation && wantsToMove(recipe);
  if (animated)
    return { frames: from === 0 && count === undefined ? 'all' : { from, ...(count && { count }) }, animated };
  return { frames: from === 0 ? 'first' : { from, count: 1 }, animated };
}

/** Whether the result of an animation shall move, as far as the format can. */
export function wantsToMove(recipe: Recipe): boolean {
  const { frame, frames } = configOf(recipe);
  return encodeConfigOf(recipe).anim !== false && (frames ?? (frame === undefined ? 2 : 1)) > 1;
}

function configOf(recipe: Recipe): AnimationConfig {
  return recipe.stages[0]?.[animation.name] ?? {};
}

function pageAt(from: number, { ext }: Shape): FrameChoice {
  if (from === 0) return 'all';
  if (ext === 'tiff') return { from, count: 1 };
  throw badOption('frame', '1, since the picture has no other', String(from + 1));
}

function refuseLater(stage: Recipe['stages'][number]): void {
  const [option] = Object.entries(stage[animation.name] ?? {});
  if (option !== undefined) throw badOption(option[0], 'its place in the first stage', String(option[1]));
}
