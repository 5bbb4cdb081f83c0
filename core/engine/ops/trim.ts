// Operation: cuts a border off that only the pixels can tell.
import type { Colour } from '../../image/colour.ts';

/**
 * Cut off what has the border's colour along all four sides, but for `keep` pixels of it. The size is known only when
 * the pixels have been looked at: an engine finds it (`ImageEngine.bounds`) and never gets this operation to render.
 */
export interface TrimOp {
  readonly op: 'trim';
  /** The border's colour; that of the top left pixel where it is absent. */
  readonly background?: Colour;
  /** How far a band may be from it, 0 to 255. */
  readonly tolerance: number;
  readonly keep: number;
}
