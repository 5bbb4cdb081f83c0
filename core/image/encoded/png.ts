// PNG (Third Edition, section 5.3): chunks of a length, a type, data and a check sum. An APNG is its first picture.

import type { Orientation } from '../shape.ts';
import { orientationInExif } from './orientation-in-exif.ts';
import type { ReadEncoded } from './read-encoded.ts';

const eXIf = 0x65_58_49_66;
const tRNS = 0x74_52_4e_53;
const IEND = 0x49_45_4e_44;
const frame = 12;
const coloursWithAlpha = 4;

export const readPng: ReadEncoded = (view) => {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  let alpha = (view.getUint8(25) & coloursWithAlpha) !== 0;
  let orientation: Orientation = 1;
  for (let at = 8; at + frame <= view.byteLength; at += frame + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === tRNS) alpha = true;
    if (type === eXIf) orientation = orientationInExif(view, at + 8);
    if (type === IEND) break;
  }
  return { width, height, orientation, alpha, progressive: view.getUint8(28) !== 0, frames: 1 };
};
