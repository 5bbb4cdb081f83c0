// What a pipeline has decided before any image byte is read.
import type { PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { OutputExt } from '../image/format.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Shape } from '../image/shape.ts';

export interface Plan {
  readonly input: Shape;
  readonly output: Omit<Shape, 'ext'> & { readonly ext: OutputExt };
  readonly frames: 'all' | 'first';
  readonly ops: readonly PixelOp[];
  readonly encode: EncodeOp;
  /** Other stored images that operations speak of, each version once. */
  readonly images: readonly PlannedImage[];
}
