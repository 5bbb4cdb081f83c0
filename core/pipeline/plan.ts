// What a pipeline has decided before any image byte is read.
import type { Bounds, FrameChoice } from '../engine/image-engine.ts';
import type { OpOf, PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { OutputExt } from '../image/format.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Shape } from '../image/shape.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What only an engine can tell of a picture, and the plan that is made with it. */
export interface Unsettled {
  /** Where it has to look: after what stands before the trim. */
  readonly ops: readonly PixelOp[];
  /** Absent where it is only the shape of a page that is not known. */
  readonly trim?: OpOf<'trim'>;
  /** What has been asked for: part of the result key, since the operations do not say it yet. */
  readonly recipe: Recipe;
  /** Fails as a module does that cannot be applied to what was found. What it answers may be unsettled again. */
  settle(bounds: Bounds): Plan;
}

export interface Plan {
  readonly input: Shape;
  readonly output: Omit<Shape, 'ext'> & { readonly ext: OutputExt };
  readonly frames: FrameChoice;
  readonly ops: readonly PixelOp[];
  readonly encode: EncodeOp;
  /** Other stored images that operations speak of, each version once. */
  readonly images: readonly PlannedImage[];
  /** There where the plan is not exact: it stands for the largest result there can be (of a page, for that of the first one), and is not to be rendered. */
  readonly unsettled?: Unsettled;
  /** The same operations with a hold behind all stages but the last; undefined where that is no place to share from. */
  readonly chained?: SharedOps | undefined;
}

/** A list of operations in two parts. The first ends in pixels, and many results begin with it. */
export interface SharedOps {
  readonly head: readonly PixelOp[];
  readonly rest: readonly PixelOp[];
}
