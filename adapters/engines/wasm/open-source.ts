// Decodes a source, or refuses it by its header: what would not fit into 128 MB is never given to a decoder.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import {
  type EncodedShape,
  type EngineSource,
  type Ext,
  encodedShape,
  Failure,
  formats,
  isJpegWhole,
  type Limits,
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
  const expected = formats[ext].mediaType;
  if (!isInput(ext)) throw refused(expected, 'an image of a format that this engine cannot decode');
  const bytes = await source.bytes();
  if (bytes.length > 0 && sniff(bytes.subarray(0, 64)) !== ext) throw refused(expected, 'an image of another format');
  const shape = encodedShape(ext, bytes);
  if (shape === undefined || (ext === 'jpg' && !isJpegWhole(bytes))) throw damaged();
  if (shape.animated) throw refused(expected, 'an animation');
  refuseAbove(shape.width * shape.height, Math.min(limits.sourcePixels, mostSourcePixels), 'pixels');
  return { bytes, shape };
}

/** As it lies in the file. */
export async function decoded({ bytes, shape }: OpenSource): Promise<Pixels> {
  try {
    return await decoders[shape.ext as (typeof wasmInputs)[number]](bytes);
  } catch (error) {
    throw damaged(error);
  }
}

export function refuseAbove(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  throw new Failure('over-limit', `Expected an image of at most ${limit} ${what} but it has ${count}.`, { limit });
}

function isInput(ext: Ext): ext is (typeof wasmInputs)[number] {
  return wasmInputs.some((one) => one === ext);
}

function damaged(cause?: unknown): Failure {
  return new Failure('corrupt-image', 'The image is damaged or incomplete.', {}, cause);
}

function refused(expected: string, received: string): Failure {
  return new Failure('unsupported-type', `Expected the bytes of ${expected} but received ${received}.`, { expected });
}
