// Operation: a border.
import type { Colour } from '../../image/colour.ts';

/** Add borders, in pixels. */
export interface ExtendOp {
  readonly op: 'extend';
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
  readonly background: Colour;
}
