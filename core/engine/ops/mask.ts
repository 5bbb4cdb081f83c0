// Operation: cuts a shape out.
import type { Colour } from '../../image/colour.ts';

/**
 * Make what lies outside of the shape transparent, or paint it with an opaque `background`; edges are smooth.
 * `corners` rounds by `radii` in pixels: top left, top right, bottom right, bottom left, no two of which are longer than
 * the side between them. `ellipse` touches all four sides, `circle` is the largest one in the middle.
 */
export type MaskOp = { readonly op: 'mask'; readonly background?: Colour } & (
  | { readonly shape: 'ellipse' | 'circle' }
  | { readonly shape: 'corners'; readonly radii: readonly [number, number, number, number] }
);
