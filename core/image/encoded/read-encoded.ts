// What a container says of its image, and what reads it.
import type { Shape } from '../shape.ts';

export interface EncodedShape extends Shape {
  readonly frames: number;
}

/** Undefined where the container makes no sense; throws RangeError where it ends before it says all. */
export type ReadEncoded = (view: DataView) => Omit<EncodedShape, 'ext' | 'animated'> | undefined;
