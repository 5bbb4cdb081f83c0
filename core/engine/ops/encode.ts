// Operation: the encoding of a result.
import type { OutputExt } from '../../image/format.ts';

/** Always the last operation of a list, and only there. */
export interface EncodeOp {
  readonly op: 'encode';
  readonly ext: OutputExt;
  /**
   * 1 to 100; absent for formats without one. 'auto': the least that looks like the picture before it was encoded,
   * which the engine searches for.
   */
  readonly quality?: number | 'auto';
  /** The engine lowers quality, or colours where there is none, until the result has no more bytes than these. */
  readonly maxBytes?: number;
  readonly lossless?: boolean;
  /** 2 to 256: those of a palette. Absent in png: all of the picture's. */
  readonly colors?: number;
  /** 0 (fastest) to the format's own maximum. */
  readonly effort?: number;
  /** JPEG and AVIF: whether colour is kept for every pixel, or for every four. Absent: as the quality makes sense of. */
  readonly chroma?: '4:2:0' | '4:4:4';
  readonly progressive?: boolean;
  /** JPEG only: mozjpeg's trellis quantisation, about 8 × the CPU for about 10 % fewer bytes. */
  readonly mozjpeg?: boolean;
  /** What of the source's metadata goes along: who made it, or also how and when. Never where, and no thumbnail. */
  readonly metadata?: 'copyright' | 'keep';
  /** The colour space of the result, whose profile it carries; sRGB without a profile where it is absent. */
  readonly icc?: 'p3';
}
