// Operations that only turn or mirror: every pixel of the source is one of the result.
import type { Orientation } from '../../image/shape.ts';

/** Turn and mirror the pixels upright; `orientation` is the source's EXIF value, 2 to 8. */
export interface OrientOp {
  readonly op: 'orient';
  readonly orientation: Orientation;
}

/** Turn clockwise. */
export interface RotateOp {
  readonly op: 'rotate';
  readonly degrees: 90 | 180 | 270;
}

/** Mirror left-right (`horizontal`), top-bottom (`vertical`), or both. */
export interface FlipOp {
  readonly op: 'flip';
  readonly horizontal: boolean;
  readonly vertical: boolean;
}
