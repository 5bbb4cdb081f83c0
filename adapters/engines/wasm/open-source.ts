// Decodes a source, or refuses it by its header: what would not fit into 128 MB is never given to a decoder.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import {
  damagedImage,
  type EncodedShape,
  type EngineSource,
  type Ext,
  encodedShape,
  isJpegOfInks,
  isJpegWhole,
  type Limits,
  notOfFormat,
  refuseAbove,
  sniff,
} from '../../../core/index.ts';
import { decoders } from './codecs.ts';

const wasmInputs = ['jpg', 'png', 'webp'] as const;

/**
 * Pixels of a source: four bytes each within the decoder, and four in the copy it hands over, beside the file, the
 * isolate and what is made of it. 4032 × 3024, what telephones take, is just within.
 */
const mostSourcePixels = 12_500_000;

export interface OpenSource {
  readonly bytes: Uint8Array;
  readonly shape: EncodedShape;
}

export async function openSource(source: EngineSource, limits: Limits): Promise<OpenSource> {
  const { ext } = source;
  if (!isInput(ext)) throw notOfFormat(ext, 'an image of a format that this engine cannot decode');
  const bytes = await source.bytes();
  if (bytes.length > 0 && sniff(bytes.subarray(0, 64)) !== ext) throw notOfFormat(ext, 'an image of another format');
  const shape = encodedShape(ext, bytes);
  if (shape === undefined || (ext === 'jpg' && !isJpegWhole(bytes))) throw damagedImage();
  if (ext === 'jpg' && isJpegOfInks(bytes)) throw notOfFormat(ext, 'one in CMYK, which this engine cannot decode');
  if (shape.animated) throw notOfFormat(ext, 'an animation');
  refuseAbove(shape.width * shape.height, Math.min(limits.sourcePixels, mostSourcePixels), 'pixels');
  return { bytes, shape };
}

/** As it lies in the file. */
export async function decoded({ bytes, shape }: OpenSource): Promise<Pixels> {
  try {
    return await decoders[shape.ext as (typeof wasmInputs)[number]](bytes);
  } catch (error) {
    throw damagedImage(error);
  }
}

function isInput(ext: Ext): ext is (typeof wasmInputs)[number] {
  return wasmInputs.some((one) => one === ext);
}
