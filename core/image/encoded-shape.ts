// What the containers of encoded images say of them, for engines whose decoders tell less. Needs all bytes.
// It believes what it reads, as announcedSize does: a file that lies is its decoder's to refuse.
import { readAvif } from './encoded/avif.ts';
import { readGif } from './encoded/gif.ts';
import { readJpeg } from './encoded/jpeg.ts';
import { readPng } from './encoded/png.ts';
import type { EncodedShape, ReadEncoded } from './encoded/read-encoded.ts';
import { readWebp } from './encoded/webp.ts';
import type { Ext } from './format.ts';

/** Undefined where the bytes do not say it, and of TIFF and SVG. */
export function encodedShape(ext: Ext, bytes: Uint8Array): EncodedShape | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const found = readers[ext]?.(view);
    if (found === undefined || found.width === 0 || found.height === 0) return undefined;
    return { ...found, ext, animated: found.frames > 1 };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const readers: { readonly [K in Ext]?: ReadEncoded } = {
  jpg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
};
