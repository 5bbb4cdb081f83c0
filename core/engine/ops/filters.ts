// Operations that look at a pixel's neighbours. Sigmas are in pixels of the image at this point of the list.

/** Gaussian blur. */
export interface BlurOp {
  readonly op: 'blur';
  readonly sigma: number;
}

/** Unsharp mask. */
export interface SharpenOp {
  readonly op: 'sharpen';
  readonly sigma: number;
}
