// What has to hold of a source before it is sent to Cloudflare, and what is known of it.
import {
  damagedImage,
  type EncodedShape,
  type EngineSource,
  type Ext,
  encodedShape,
  type Limits,
  notOfFormat,
  refuseAbove,
  sniff,
} from '../../../core/index.ts';

/** Formats that Images reads and says the size of. Of SVG it tells nothing, and TIFF it does not know. */
export const imagesInputs: readonly Ext[] = ['jpg', 'png', 'webp', 'gif', 'avif'];

/** Bytes that the binding takes (developers.cloudflare.com/images, binding). */
const mostBytes = 20_000_000;

export interface OpenSource {
  readonly bytes: Uint8Array;
  readonly shape: EncodedShape;
}

export async function openSource(source: EngineSource, limits: Limits): Promise<OpenSource> {
  const { ext, byteLength } = source;
  if (!imagesInputs.includes(ext)) throw notOfFormat(ext, 'an image of a format that Cloudflare Images cannot tell of');
  refuseAbove(byteLength, mostBytes, 'bytes');
  const bytes = await source.bytes();
  if (bytes.length > 0 && sniff(bytes.subarray(0, 64)) !== ext) throw notOfFormat(ext, 'an image of another format');
  const shape = encodedShape(ext, bytes);
  if (shape === undefined) throw damagedImage();
  refuseAbove(shape.frames, limits.sourceFrames, 'frames');
  refuseAbove(shape.width * shape.height * shape.frames, limits.sourcePixels, 'pixels in all frames together');
  return { bytes, shape };
}
