// The orientation in an EXIF block (Exif 3.0, section 4.6.5: a TIFF file of one directory).
import type { Orientation } from '../shape.ts';

const tag = 0x0112;
const entryBytes = 12;

/** From the byte order mark on. 1 where there is none, or what there is makes no sense. */
export function orientationInExif(view: DataView, start: number): Orientation {
  try {
    return orientationOf(view, start);
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

function orientationOf(view: DataView, start: number): Orientation {
  const mark = view.getUint16(start);
  if (mark !== 0x4949 && mark !== 0x4d4d) return 1;
  const little = mark === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const count = view.getUint16(directory, little);
  for (let entry = 0; entry < count; entry += 1) {
    const at = directory + 2 + entry * entryBytes;
    if (view.getUint16(at, little) !== tag) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}
