// Operation: makes areas unreadable.
import type { Colour } from '../../image/colour.ts';

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Replace what is in the areas, in pixels of the image as it is at this point of the list, so that it cannot be had
 * back: by one colour, or by at most six means along each side of an area (as squares, or blended into each other).
 */
export interface RedactOp {
  readonly op: 'redact';
  readonly areas: readonly Area[];
  readonly style: 'solid' | 'pixelate' | 'blur';
  /** Opaque; for `solid`. */
  readonly background?: Colour;
}
