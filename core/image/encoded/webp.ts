// WebP (RFC 9649 section 2): a RIFF file of chunks; the first one says which kind it is.
import { announcedSize } from '../announced-size.ts';
import type { Orientation } from '../shape.ts';
import { orientationInExif } from './orientation-in-exif.ts';
import type { ReadEncoded } from './read-encoded.ts';

const VP8L = 0x56_50_38_4c;
const VP8X = 0x56_50_38_58;
const ANMF = 0x41_4e_4d_46;
const EXIF = 0x45_58_49_46;

export const readWebp: ReadEncoded = (view) => {
  const size = announcedSize('webp', new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  if (size === undefined) return undefined;
  const kind = view.getUint32(12);
  let [frames, orientation] = [0, 1 as Orientation];
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const type = view.getUint32(at);
    if (type === ANMF) frames += 1;
    if (type === EXIF) orientation = orientationInExif(view, at + 8 + prefixOf(view, at + 8));
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  const { width, height } = size;
  return { width, height, orientation, alpha: hasAlpha(view, kind), progressive: false, frames: Math.max(1, frames) };
};

function hasAlpha(view: DataView, kind: number): boolean {
  if (kind === VP8X) return (view.getUint8(20) & 0x10) !== 0;
  return kind === VP8L && (view.getUint8(24) & 0x10) !== 0;
}

// Some writers keep the six bytes that stand before it in a JPEG.
function prefixOf(view: DataView, at: number): number {
  return view.getUint32(at) === 0x45_78_69_66 ? 6 : 0;
}
