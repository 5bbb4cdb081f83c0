// One row for each format we write: our words for its options and the choices the server has made for it.
import type { Sharp } from 'sharp';
import type { EncodeOp, PictureExt } from '../../../core/index.ts';
import type { Label } from './metadata/label.ts';

export interface Animation {
  readonly delay?: number[];
  readonly loop?: number;
}

/** What goes into a file beside its pixels. */
export interface Beside extends Animation {
  readonly label?: Label | undefined;
}

/** An encoding that a picture comes out of, and not a text about it. */
export type PictureOp = Omit<EncodeOp, 'quality'> & {
  readonly ext: PictureExt;
  /** Settled: what `auto` means has been searched for. */
  readonly quality?: number;
};

type Encoder = (image: Sharp, op: PictureOp, animation: Animation) => Sharp;

const encoders: Readonly<Record<PictureExt, Encoder>> = {
  // From 90 up chroma is kept whole, as libjpeg's users expect of a high quality.
  jpg: (image, { quality = 80, progressive = false, mozjpeg = false, chroma = quality < 90 ? '4:2:0' : '4:4:4' }) =>
    image.jpeg({ quality, progressive, mozjpeg, chromaSubsampling: chroma }),
  // The palette's effort is one of 1 to 10.
  png: (image, { effort = 6, progressive = false, colors }) =>
    image.png({
      compressionLevel: effort,
      progressive,
      ...(colors && { palette: true, colours: colors, effort: effort + 1 }),
    }),
  webp: (image, { quality = 80, lossless = false, effort = 2 }, animation) =>
    image.webp({ quality, lossless, effort, ...animation }),
  // Effort 4, the library's default, costs forty times effort 0. 4:4:4 costs more than it shows, but lossless needs it.
  avif: (image, { quality = 50, lossless = false, effort = 0, chroma = lossless ? '4:4:4' : '4:2:0' }) =>
    image.avif({ quality, lossless, effort, chromaSubsampling: chroma }),
  // Equal frames are kept: merging them would change the number of frames.
  gif: (image, { effort = 7, colors = 256 }, animation) =>
    image.gif({ effort: Math.max(1, effort), colours: colors, keepDuplicateFrames: true, ...animation }),
};

export function encodeWith(image: Sharp, op: PictureOp, { label, ...animation }: Beside = {}): Sharp {
  const file = encoders[op.ext](image, op, animation);
  return label === undefined ? file : label(file);
}

/**
 * What to try when an encoder gave up: libwebp's first partition has a fixed size,
 * which efforts 0 and 1 can overflow on large detailed pictures.
 */
export function easier(op: PictureOp): PictureOp | undefined {
  return op.ext === 'webp' && (op.effort ?? 2) < 2 ? { ...op, effort: 2 } : undefined;
}
