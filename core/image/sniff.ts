// Tells a format from the first bytes. Declared types and file names are never asked.
import type { Ext } from './format.ts';
import { isSvgText } from './is-svg-text.ts';

/** The format that these first bytes belong to; undefined where it is none we know. 64 bytes are enough for all but SVG. */
export function sniff(head: Uint8Array): Ext | undefined {
  return signatures.find(([, fits]) => fits(head))?.[0];
}

const signatures: readonly (readonly [Ext, (head: Uint8Array) => boolean])[] = [
  ['jpg', (head) => has(head, 0, '\xff\xd8\xff')],
  ['png', (head) => has(head, 0, '\x89PNG\r\n\x1a\n')],
  ['gif', (head) => has(head, 0, 'GIF87a') || has(head, 0, 'GIF89a')],
  ['webp', (head) => has(head, 0, 'RIFF') && has(head, 8, 'WEBP')],
  ['avif', isAvif],
  // Little and big endian; 43 instead of 42 is BigTIFF.
  ['tiff', (head) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((mark) => has(head, 0, mark))],
  ['svg', isSvgText],
];

function has(head: Uint8Array, offset: number, mark: string): boolean {
  if (head.length < offset + mark.length) return false;
  for (let i = 0; i < mark.length; i += 1) if (head[offset + i] !== mark.charCodeAt(i)) return false;
  return true;
}

// ISO/IEC 14496-12 file type box: size, 'ftyp', major brand, minor version, then compatible brands to the box's end.
// Generic brands (mif1, miaf, heic's own) do not say AV1: one of its two brands has to be among them.
function isAvif(head: Uint8Array): boolean {
  if (!has(head, 4, 'ftyp')) return false;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const end = Math.min(size, head.length);
  for (let offset = 8; offset + 4 <= end; offset += 4) {
    const isMinorVersion = offset === 12;
    if (!isMinorVersion && (has(head, offset, 'avif') || has(head, offset, 'avis'))) return true;
  }
  return false;
}
