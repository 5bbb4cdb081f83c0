// AVIF (ISO/IEC 23008-12): sizes stand in `ispe` properties, one for the picture and one for each of its tiles, and
// alpha is an auxiliary image with a name of its own. Both are looked for in the boxes before the data.
import type { ReadEncoded } from './read-encoded.ts';

const ispe = 0x69_73_70_65;
const mdat = 0x6d_64_61_74;
const meta = 0x6d_65_74_61;
const alphaName = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha';

export const readAvif: ReadEncoded = (view) => {
  const box = metaOf(view);
  if (box === undefined) return undefined;
  let [width, height] = [0, 0];
  for (let at = 0; at + 16 <= box.byteLength; at += 1) {
    if (box.getUint32(at) !== ispe) continue;
    const [across, down] = [box.getUint32(at + 8), box.getUint32(at + 12)];
    if (across * down > width * height) [width, height] = [across, down];
  }
  const text = new TextDecoder('latin1').decode(box);
  return { width, height, orientation: 1, alpha: text.includes(alphaName), progressive: false, frames: 1 };
};

function metaOf(view: DataView): DataView | undefined {
  for (let at = 0; at + 8 <= view.byteLength; ) {
    const [length, type] = [view.getUint32(at), view.getUint32(at + 4)];
    if (type === meta) return new DataView(view.buffer, view.byteOffset + at, Math.min(length, view.byteLength - at));
    if (type === mdat || length < 8) return undefined;
    at += length;
  }
  return undefined;
}
