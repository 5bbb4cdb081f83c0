// Operation: scaling.

/** Resampling kernels, from the crudest to those with the widest view. */
export const kernels = [
  'nearest',
  'linear',
  'cubic',
  'mitchell',
  'lanczos2',
  'lanczos3',
  'mks2013',
  'mks2021',
] as const;
export type Kernel = (typeof kernels)[number];

/**
 * Scale to exactly width × height, each axis by its own factor.
 * With `strategy` the image is scaled to cover the box and the excess is cut where the pixels are least
 * interesting, or around the faces: the size is still exact, only the place of the cut is the engine's to choose.
 * An engine that finds no face, or knows none, takes attention.
 */
export interface ResizeOp {
  readonly op: 'resize';
  readonly width: number;
  readonly height: number;
  readonly strategy?: 'attention' | 'entropy' | 'face';
  /** lanczos3 where it is absent. */
  readonly kernel?: Exclude<Kernel, 'lanczos3'>;
  /** Average light and not the numbers that stand for it (sRGB's are not proportional to it); only where it shrinks. */
  readonly linear?: true;
  /** Invent detail by a model of the engine's; only where it enlarges. */
  readonly upscale?: 'generate';
}
