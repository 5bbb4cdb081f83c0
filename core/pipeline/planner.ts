// Folds all modules of all stages into one list of operations: one decode, one encode, whatever their number.
// It knows shapes only; whether the result may be that large is checkPlan's question.
import type { PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import { formats, type OutputExt } from '../image/format.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Shape } from '../image/shape.ts';
import { badOption } from '../recipe/bad-option.ts';
import type { Recipe, Stage } from '../recipe/recipe.ts';
import { flattenEarly } from './flatten-early.ts';
import type { ImageOf, Module } from './module.ts';
import { encode, encodeConfigOf } from './modules/encode.ts';
import type { Plan } from './plan.ts';

export interface Planner {
  /** Names of the other stored images that a canonical recipe speaks of. */
  imagesOf(recipe: Recipe): readonly string[];
  /**
   * Pure; `imageOf` answers for the images of `imagesOf`. The recipe is canonical, the format settled
   * (`chooseFormat`). Throws Failure `bad-option` where an option cannot be applied to this shape, `not-found` where
   * it speaks of an image that is not there.
   */
  plan(recipe: Recipe, input: Shape, format: OutputExt, imageOf?: ImageOf): Plan;
}

export function createPlanner(modules: readonly Module[]): Planner {
  const ranked = modules.toSorted((a, b) => a.rank - b.rank);
  // An encoder between two stages would cost a codec's time and loss for nothing.
  const inner = ranked.filter((module) => module.name !== encode.name);

  return {
    imagesOf: ({ stages }) =>
      stages.flatMap((stage) => inner.flatMap(({ name, images }) => images?.(stage[name] ?? {}) ?? [])),

    plan(recipe, input, format, imageOf = () => undefined) {
      const config = encodeConfigOf(recipe);
      const animated = input.animated && formats[format].animation && config.anim !== false;
      recipe.stages.slice(0, -1).forEach(refuseEncode);
      let shape: Shape = { ...input, animated };
      const ops: PixelOp[] = [];
      const images = new Map<string, PlannedImage>();
      for (const stage of recipe.stages) {
        for (const module of inner) {
          const planned = module.plan(shape, stage[module.name] ?? {}, stage, imageOf);
          ops.push(...planned.ops);
          for (const image of planned.images ?? []) images.set(image.version, image);
          shape = planned.output;
        }
      }
      const last = encode.plan(shape, { ...config, format }, {}, imageOf);
      return {
        input,
        output: { ...last.output, ext: format },
        frames: input.animated && !animated ? 'first' : 'all',
        ops: flattenEarly([...ops, ...last.ops]),
        encode: last.encode as EncodeOp,
        images: [...images.values()],
      };
    },
  };
}

function refuseEncode(stage: Stage): void {
  const [option] = Object.entries(stage[encode.name] ?? {});
  if (option !== undefined) throw badOption(option[0], 'its place in the last stage', String(option[1]));
}
