// A module is one step of a pipeline. It plans over shapes; it never touches pixels.
import type { PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Shape } from '../image/shape.ts';
import type { ConfigOf, OptionTable } from '../recipe/option.ts';
import type { Stage } from '../recipe/recipe.ts';

export interface Planned {
  readonly output: Shape;
  /** Operations that make `output` of the input; empty where there is nothing to do. */
  readonly ops: readonly PixelOp[];
  /** Only the encode module says this. */
  readonly encode?: EncodeOp;
  /** What the encoder has to write beside the pixels, where the format holds it; of several stages the last counts. */
  readonly carries?: Pick<EncodeOp, 'metadata' | 'icc'>;
  /** Other stored images that the operations speak of. */
  readonly images?: readonly PlannedImage[];
}

/** What is known of another stored image; undefined where there is none of this name. */
export type ImageOf = (name: string) => ImageRecord | undefined;

export interface Module<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** Place in a stage: lower runs first. Unique. */
  readonly rank: number;
  /** One sentence for the reference. */
  readonly summary: string;
  /** The configuration schema: the options it takes, by their long name, which is no other module's. */
  readonly options: T;
  /** Names of other stored images that this configuration speaks of: what `imageOf` will be asked for. */
  images?(config: ConfigOf<T>): readonly string[];
  /**
   * Pure. Called once a stage; `config` is empty when none of its options was given, and then planning twice
   * has to be the same as planning once. `stage` is what all modules of the stage were told.
   * Fails with `bad-option` where a value cannot be applied to this shape, and with `not-found` for an image that
   * is not there.
   */
  plan(input: Shape, config: ConfigOf<T>, stage: Stage, imageOf: ImageOf): Planned;
}
