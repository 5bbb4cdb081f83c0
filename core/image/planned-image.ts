// Another stored image that a plan speaks of.
import type { Shape } from './shape.ts';

export interface PlannedImage {
  readonly name: string;
  /** Of the bytes that were planned with. */
  readonly version: string;
  readonly shape: Shape;
}
