// Looks at the boxes of an AVIF before libheif does, and refuses the features in which its weaknesses were found:
// pictures put together of others, uncompressed ones, masks, and sequences (threats.md, T-31). Reads no pixel.
import { Failure } from '../../../core/failure.ts';
import { damagedImage } from '../../../core/image/refuse-source.ts';

// Item types of ISO/IEC 23008-12 and 23001-17: derived (grid, overlay, identity), uncompressed, mask.
const refusedItems = new Set(['grid', 'iovl', 'iden', 'unci', 'mski']);
// Boxes that hold a list of others, and how many bytes stand before it.
const containers: Readonly<Record<string, (version: number) => number>> = {
  meta: () => 4,
  // ItemInfoBox: a count of 16 bits, or of 32 from version 1.
  iinf: (version) => (version === 0 ? 6 : 8),
};
const mostBoxes = 10_000;
// File, meta, iinf: what lies deeper is no list of items.
const deepest = 2;

/** Throws Failure `unsupported-type`, `over-limit`, or `corrupt-image` where a box is longer than what holds it. */
export function checkAvif(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let boxes = 0;

  const walk = (from: number, to: number, depth: number): void => {
    for (let at = from; at + 8 <= to; ) {
      boxes += 1;
      if (boxes > mostBoxes) throw new Failure('over-limit', `Expected an AVIF of at most ${mostBoxes} boxes.`);
      const type = textAt(view, at + 4);
      const { start, end } = bodyOf(view, at, to);
      if (end > to || end < start) throw damagedImage();
      if (type === 'moov') throw refused('a sequence of images');
      if (type === 'infe') checkItem(view, start, end);
      const skip = containers[type];
      if (skip !== undefined && start < end && depth < deepest) {
        walk(start + skip(view.getUint8(start)), end, depth + 1);
      }
      at = end;
    }
  };
  walk(0, bytes.byteLength, 0);
}

// ISO/IEC 14496-12, 4.2: a size of 1 is followed by one of 64 bits, 0 reaches to the end.
function bodyOf(view: DataView, at: number, to: number): { start: number; end: number } {
  const size = view.getUint32(at);
  if (size === 0) return { start: at + 8, end: to };
  if (size > 1) return { start: at + 8, end: at + size };
  if (at + 16 > to) return { start: to, end: to + 1 };
  return { start: at + 16, end: at + Number(view.getBigUint64(at + 8)) };
}

// ItemInfoEntry: version and flags, an id of 16 bits (32 in version 3), protection, and then the type.
function checkItem(view: DataView, start: number, end: number): void {
  if (start >= end) return;
  const version = view.getUint8(start);
  const at = start + 4 + (version === 3 ? 4 : 2) + 2;
  if (version < 2 || at + 4 > end) return;
  const type = textAt(view, at);
  if (refusedItems.has(type)) throw refused(`an item "${type}"`);
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(at + place)));
}

function refused(what: string): Failure {
  return new Failure('unsupported-type', `Expected an AVIF of one coded picture but it has ${what}.`, {
    expected: 'image/avif of one coded picture',
  });
}
