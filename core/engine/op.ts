// The operations an engine understands. They carry final integers: engines do no geometry.
// Order is meaning: an engine may fuse or commute operations only where no pixel changes by it.
import type { Colour } from '../image/colour.ts';
import type { OutputExt } from '../image/format.ts';
import type { Orientation } from '../image/shape.ts';

/** Turn and mirror the pixels upright; `orientation` is the source's EXIF value, 2 to 8. */
export interface OrientOp {
  readonly op: 'orient';
  readonly orientation: Orientation;
}

/** Keep a rectangle, in pixels of the image as it is at this point of the list. */
export interface ExtractOp {
  readonly op: 'extract';
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
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

/**
 * Scale to exactly width × height, each axis by its own factor.
 * With `strategy` the image is scaled to cover the box and the excess is cut where the pixels are least
 * interesting: the size is still exact, only the place of the cut is the engine's to choose.
 */
export interface ResizeOp {
  readonly op: 'resize';
  readonly width: number;
  readonly height: number;
  readonly strategy?: 'attention' | 'entropy';
}

/** Add borders, in pixels. */
export interface ExtendOp {
  readonly op: 'extend';
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
  readonly background: Colour;
}

/** Gaussian blur and unsharp mask; sigma in pixels of the image at this point. */
export interface BlurOp {
  readonly op: 'blur';
  readonly sigma: number;
}
export interface SharpenOp {
  readonly op: 'sharpen';
  readonly sigma: number;
}

/** Factors; 1 changes nothing. */
export interface ModulateOp {
  readonly op: 'modulate';
  readonly brightness: number;
  readonly saturation: number;
}

/** Spread values around mid-grey by `factor`; 1 changes nothing. */
export interface ContrastOp {
  readonly op: 'contrast';
  readonly factor: number;
}

/** Raise mid-tones: out = in^(1/gamma) on 0…1 values; 1 changes nothing, above 1 brightens. */
export interface GammaOp {
  readonly op: 'gamma';
  readonly gamma: number;
}

/** Lay the image on an opaque colour; alpha is gone afterwards. */
export interface FlattenOp {
  readonly op: 'flatten';
  readonly background: Colour;
}

/** Always the last operation of a list, and only there. */
export interface EncodeOp {
  readonly op: 'encode';
  readonly ext: OutputExt;
  /** 1 to 100; absent for formats without one. */
  readonly quality?: number;
  readonly lossless?: boolean;
  /** 0 (fastest) to the format's own maximum. */
  readonly effort?: number;
  readonly progressive?: boolean;
  /** JPEG only: mozjpeg's trellis quantisation, about 8 × the CPU for about 10 % fewer bytes. */
  readonly mozjpeg?: boolean;
}

export type PixelOp =
  | OrientOp
  | ExtractOp
  | RotateOp
  | FlipOp
  | ResizeOp
  | ExtendOp
  | BlurOp
  | SharpenOp
  | ModulateOp
  | ContrastOp
  | GammaOp
  | FlattenOp;
