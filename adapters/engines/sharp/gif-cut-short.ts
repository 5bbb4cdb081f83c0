// Whether a GIF ends in the middle of a block (GIF89a, sections 15 to 27). Reads no pixel.
// A file that ends between two blocks only lacks its trailer, as many do: that is not damage.

const extension = 0x21;
const image = 0x2c;

const header = 6;
const screen = 7;
const descriptor = 9;

export function isGifCutShort(bytes: Uint8Array): boolean {
  let at = header + screen + tableBytes(bytes[header + 4]);
  while (at < bytes.length) {
    const block = bytes[at];
    at += 1;
    if (block === extension) at += 1;
    // The descriptor, its colour table, and one byte for the size of LZW codes.
    else if (block === image) at += descriptor + tableBytes(bytes[at + 8]) + 1;
    // The trailer, or what every decoder stops at.
    else return false;
    at = afterSubBlocks(bytes, at);
  }
  return at > bytes.length;
}

function tableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

// Each sub-block says its length in one byte; the one of length 0 is the last.
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return bytes.length + 1;
    at += 1 + length;
    if (length === 0) return at;
  }
}
