// Operation: a turn by any angle.
import type { Colour } from '../../image/colour.ts';

/**
 * Turn clockwise around the centre by an angle that is no multiple of 90 degrees. The result is exactly width × height
 * around the centre; what the picture does not reach gets the background.
 */
export interface RotateByOp {
  readonly op: 'rotate-by';
  readonly degrees: number;
  readonly width: number;
  readonly height: number;
  readonly background: Colour;
}
