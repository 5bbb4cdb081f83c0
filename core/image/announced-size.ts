// The size that an image's first bytes announce, so that looking at its pixels can be priced before a decoder sees them.
// It believes what it reads: a file that lies about its size is refused by its decoder, or is as small as it says.
import { readJpeg } from './encoded/jpeg.ts';
import type { Ext } from './format.ts';
import type { Size } from './geometry.ts';

export interface Announced extends Size {
  /** A progressive JPEG or an interlaced PNG. */
  readonly progressive: boolean;
  /** There may be any number of frames. */
  readonly animated: boolean;
}

/** Undefined where these bytes do not say it: they end too early, or the format hides it too deep. */
export function announcedSize(ext: Ext, head: Uint8Array): Announced | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    return readers[ext]?.(view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const readers: { readonly [K in Ext]?: (view: DataView) => Announced | undefined } = {
  jpg: readJpegSize,
  // PNG, Third Edition, section 11.2.1: the IHDR chunk comes first.
  png: (view) => ({
    width: view.getUint32(16),
    height: view.getUint32(20),
    progressive: view.getUint8(28) !== 0,
    animated: false,
  }),
  gif: (view) => ({
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    progressive: false,
    animated: true,
  }),
  webp: readWebp,
};

function readJpegSize(view: DataView): Announced | undefined {
  const found = readJpeg(view);
  return found && { width: found.width, height: found.height, progressive: found.progressive, animated: false };
}

// RFC 9649 section 2: a simple file (lossy or lossless) or an extended one, told by its first chunk.
function readWebp(view: DataView): Announced | undefined {
  const still = { progressive: false, animated: false };
  switch (view.getUint32(12)) {
    case 0x56_50_38_20:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, ...still };
    case 0x56_50_38_4c: {
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), ...still };
    }
    case 0x56_50_38_58: {
      const animated = (view.getUint8(20) & 2) !== 0;
      return { width: 1 + threeBytes(view, 24), height: 1 + threeBytes(view, 27), progressive: false, animated };
    }
    default:
      return undefined;
  }
}

function threeBytes(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
}
