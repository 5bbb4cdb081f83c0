// What pictures take of the 128 MB that a Worker has for everything, as it was measured (0107). Whatever would not fit is
// refused by its header, before anything is decoded.
import { type EncodedShape, type EncodeOp, jpegComponents } from '../../../core/index.ts';

/** For pixels and codecs: 128 MiB without the isolate and its code. */
export const budgetBytes = 128_000_000;
/** Of an encoder, however small the picture is. */
const leastBytes = 17_000_000;
/** Of pixels as the loops have them. */
const perPixel = 4;

/** Bytes that decoding needs: file and pixels here and in the decoder, and what it keeps beside them. */
export function decodingBytes(shape: EncodedShape, bytes: Uint8Array): number {
  return 2 * bytes.length + shape.width * shape.height * (2 * perPixel + besidePixel(shape, bytes));
}

/** Pixels of such a source that leave room for an encoder. */
export function mostSourcePixels(shape: EncodedShape, bytes: Uint8Array): number {
  return Math.floor((budgetBytes - leastBytes - 2 * bytes.length) / (2 * perPixel + besidePixel(shape, bytes)));
}

/** What a decoder keeps for each pixel beside the pixel. */
function besidePixel({ ext, progressive, alpha }: EncodedShape, bytes: Uint8Array): number {
  // All coefficients, of two bytes, until the last scan has been read.
  if (ext === 'jpg') return progressive ? 2 * valuesOf(bytes) : 0.3;
  // A second copy, where alpha is to be put between.
  if (ext === 'png') return alpha ? 0.5 : 5.5;
  return isSurelyLossy(bytes) ? 1.6 : 5.6;
}

/** Of each pixel: 3 where all components have one for it, 1.5 where colour has one for every four. */
function valuesOf(bytes: Uint8Array): number {
  const components = jpegComponents(bytes);
  const most = Math.max(...components.map(({ across, down }) => across * down));
  return components.reduce((sum, { across, down }) => sum + (across * down) / most, 0);
}

// RFC 9649, section 2.5: the simple form. In the extended one it might be either.
function isSurelyLossy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8 ';
}

/** Bytes that encoding so many pixels needs, here and in the encoder. */
export function encodingBytes(op: EncodeOp, pixels: number): number {
  return leastBytes + pixels * (perPixel + encodingPixel(op));
}

/** Pixels of such a result. */
export function mostResultPixels(op: EncodeOp): number {
  return Math.floor((budgetBytes - leastBytes) / (perPixel + encodingPixel(op)));
}

function encodingPixel({ ext, lossless, progressive, mozjpeg, chroma, quality }: EncodeOp): number {
  if (ext === 'png') return 17;
  if (ext === 'webp') return lossless ? 48 : 13;
  const isDear = progressive || mozjpeg || chroma === '4:4:4' || Number(quality) >= 90;
  return ext === 'jpg' ? (isDear ? 20 : 14) : 0;
}

/** Pixels that may be held at a time between decoder and encoder. */
export const mostHeldPixels = (budgetBytes - leastBytes) / perPixel;
