// Operation: a ground under transparent pixels.
import type { Colour } from '../../image/colour.ts';

/** Lay the image on an opaque colour; alpha is gone afterwards. */
export interface FlattenOp {
  readonly op: 'flatten';
  readonly background: Colour;
}
