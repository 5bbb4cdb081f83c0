// GIF89a (sections 17 to 26): a screen, then blocks. What is not painted of the screen is transparent.
import type { ReadEncoded } from './read-encoded.ts';

const extension = 0x21;
const graphicControl = 0xf9;
const image = 0x2c;
const trailer = 0x3b;

export const readGif: ReadEncoded = (view) => {
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  let [frames, alpha] = [0, false];
  let at = 13 + coloursAfter(view.getUint8(10));
  while (at < view.byteLength) {
    const block = view.getUint8(at);
    if (block === trailer) break;
    if (block === extension) {
      if (view.getUint8(at + 1) === graphicControl && (view.getUint8(at + 3) & 1) !== 0) alpha = true;
      at = afterBlocks(view, at + 2);
    } else if (block === image) {
      frames += 1;
      at = afterBlocks(view, at + 11 + coloursAfter(view.getUint8(at + 9)));
    } else return undefined;
  }
  if (frames === 0) return undefined;
  return { width, height, orientation: 1, alpha, progressive: false, frames };
};

/** Bytes of the table of colours that these flags announce. */
function coloursAfter(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function afterBlocks(view: DataView, start: number): number {
  let at = start;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length;
  return at + 1;
}
