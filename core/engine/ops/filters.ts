// Operations that look at a pixel's neighbours. Sigmas are in pixels of the image at this point of the list.

/** Gaussian blur. */
export interface BlurOp {
  readonly op: 'blur';
  readonly sigma: number;
}

/** Unsharp mask in a strength that suits photographs. */
export interface SharpenOp {
  readonly op: 'sharpen';
  readonly sigma: number;
}

/**
 * Unsharp mask on lightness (CIE L*, 0 to 100): where it differs from its Gaussian by more than `threshold`, `amount`
 * times the difference is added.
 */
export interface UnsharpOp {
  readonly op: 'unsharp';
  readonly amount: number;
  readonly sigma: number;
  readonly threshold: number;
}

/** Each pixel becomes the median of the square of this side around it; odd. */
export interface MedianOp {
  readonly op: 'median';
  readonly side: number;
}

/** Squares of this side, counted from the top left, become their mean; what the edge cuts off is a smaller square. */
export interface PixelateOp {
  readonly op: 'pixelate';
  readonly side: number;
}
