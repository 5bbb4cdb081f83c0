// JPEG (ITU-T T.81 section B.1.1): segments with a marker and a length, until a start of frame.

import type { Orientation } from '../shape.ts';
import { orientationInExif } from './orientation-in-exif.ts';
import type { ReadEncoded } from './read-encoded.ts';

const app1 = 0xe1;
const startOfScan = 0xda;
const endOfImage = 0xd9;

export const readJpeg: ReadEncoded = (view) => {
  let orientation: Orientation = 1;
  for (const { marker, at } of segmentsOf(view)) {
    if (marker === app1 && isExif(view, at)) orientation = orientationInExif(view, at + 10);
    if (!isStartOfFrame(marker)) continue;
    const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
    return { width, height, orientation, alpha: false, progressive: (marker & 3) === 2, frames: 1 };
  }
  return undefined;
};

/** How often each component has a value, across and down: three for colours, four for inks (B.2.2). None where there is no frame. */
export function jpegComponents(bytes: Uint8Array): readonly { readonly across: number; readonly down: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { marker, at } of segmentsOf(view)) {
    if (!isStartOfFrame(marker)) continue;
    return Array.from({ length: view.getUint8(at + 9) }, (_, place) => {
      const sampling = view.getUint8(at + 11 + 3 * place);
      return { across: sampling >> 4, down: sampling & 15 };
    });
  }
  return [];
}

/**
 * Whether the last scan is followed by the end of the image. Decoders of JPEG paint what is missing grey and find
 * nothing wrong with it.
 */
export function isJpegWhole(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { marker } of segmentsOf(view)) if (marker === endOfImage) return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return false;
}

/** `at` is where the marker stands. What does not begin like a segment ends the list. */
function* segmentsOf(view: DataView): Generator<{ readonly marker: number; readonly at: number }> {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    yield { marker, at };
    at += 2 + view.getUint16(at + 2);
    if (marker === startOfScan) at = afterScan(view, at);
  }
}

// Within entropy-coded data ff is followed by 00 or by a restart marker (B.1.1.5).
function afterScan(view: DataView, start: number): number {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = view.getUint8(at + 1);
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('The scan has no end.');
}

function isExif(view: DataView, at: number): boolean {
  return view.getUint32(at + 4) === 0x45_78_69_66 && view.getUint16(at + 8) === 0;
}

// C0 to CF without DHT (C4), JPG (C8) and DAC (CC).
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
