// Decodes a source, or refuses it by its header: what would not fit into 128 MB is never given to a decoder.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import {
  damagedImage,
  type EncodedShape,
  type EngineSource,
  type Ext,
  encodedShape,
  isJpegWhole,
  jpegComponents,
  type Limits,
  notOfFormat,
  refuseAbove,
  sniff,
} from '../../../core/index.ts';
import { decoders } from './codecs.ts';
import { decodingBytes, mostSourcePixels } from './memory.ts';

const wasmInputs = ['jpg', 'png', 'webp'] as const;

interface OpenSource {
  readonly bytes: Uint8Array;
  readonly shape: EncodedShape;
}

async function openSource(source: EngineSource, limits: Limits): Promise<OpenSource> {
  const { ext } = source;
  if (!isInput(ext)) throw notOfFormat(ext, 'an image of a format that this engine cannot decode');
  const bytes = await source.bytes();
  if (bytes.length > 0 && sniff(bytes.subarray(0, 64)) !== ext) throw notOfFormat(ext, 'an image of another format');
  const shape = encodedShape(ext, bytes);
  if (shape === undefined || (ext === 'jpg' && !isJpegWhole(bytes))) throw damagedImage();
  if (ext === 'jpg' && jpegComponents(bytes).length === 4)
    throw notOfFormat(ext, 'one in CMYK, which this engine cannot decode');
  refuseMoving(shape);
  refuseAbove(shape.width * shape.height, Math.min(limits.sourcePixels, mostSourcePixels(shape, bytes)), 'pixels');
  return { bytes, shape };
}

/** Fails with `unsupported-type`. */
export function refuseMoving({ ext, animated }: Pick<EncodedShape, 'ext' | 'animated'>): void {
  if (animated) throw notOfFormat(ext, 'an animation');
}

/** What is known of a source once its bytes have been let go. */
export type Described = EncodedShape & { readonly byteLength: number };

export interface DecodedSource {
  readonly about: Described;
  /** As it lies in the file. */
  pixels: Pixels;
}

/** Opens and decodes it, and keeps nothing of its bytes; `check` sees its shape first. */
export async function decodeSource(
  source: EngineSource,
  limits: Limits,
  check: (shape: EncodedShape) => void = () => {},
): Promise<DecodedSource> {
  const opened = await openSource(source, limits);
  check(opened.shape);
  return { about: { ...opened.shape, byteLength: opened.bytes.length }, pixels: await decoded(opened) };
}

async function decoded({ bytes, shape }: OpenSource): Promise<Pixels> {
  try {
    return await decoders[shape.ext as (typeof wasmInputs)[number]](bytes, decodingBytes(shape, bytes));
  } catch (error) {
    throw damagedImage(error);
  }
}

function isInput(ext: Ext): ext is (typeof wasmInputs)[number] {
  return wasmInputs.some((one) => one === ext);
}
