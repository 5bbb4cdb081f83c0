// Boxes of AVIF: what is refused before a decoder sees it. Skeletons of boxes without pixels.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkAvif } from '../../../../adapters/engines/sharp/check-avif.ts';
import { Failure } from '../../../../core/index.ts';
import { drawPicture } from '../../../support/pictures.ts';

const box = (type: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const ftyp = box('ftyp', Buffer.from('avif\0\0\0\0avifmif1', 'latin1'));
const item = (type: string, version = 2) =>
  box(
    'infe',
    Buffer.from([version, 0, 0, 0]),
    Buffer.alloc(version === 3 ? 4 : 2, 1),
    Buffer.alloc(2),
    Buffer.from(`${type}\0`),
  );
const meta = (infoVersion: number, ...items: Uint8Array[]) =>
  box(
    'meta',
    Buffer.alloc(4),
    box('hdlr', Buffer.alloc(20)),
    box('iinf', Buffer.from([infoVersion, 0, 0, 0]), Buffer.alloc(infoVersion === 0 ? 2 : 4), ...items),
  );

function fateOf(bytes: Uint8Array): string {
  try {
    checkAvif(bytes);
    return 'let in';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

it('one coded picture with its metadata is let in', async () => {
  expect(fateOf(Buffer.concat([ftyp, meta(0, item('av01'), item('Exif'), item('mime'))]))).toBe('let in');
  expect(fateOf(await drawPicture('avif', { width: 20, height: 10, alpha: true }))).toBe('let in');
});

it.each(['grid', 'iovl', 'iden', 'unci', 'mski'])(
  'an item of the type "%s" is refused, however its box is written',
  (type) => {
    for (const infoVersion of [0, 1]) {
      for (const itemVersion of [2, 3]) {
        const bytes = Buffer.concat([ftyp, box('free'), meta(infoVersion, item('av01'), item(type, itemVersion))]);
        expect(fateOf(bytes)).toBe('unsupported-type');
      }
    }
  },
);

it('a size of 64 bits, and one that reaches to the end, are followed too', () => {
  const inner = meta(0, item('grid'));
  const long = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('meta'), Buffer.alloc(8), inner.subarray(8)]);
  long.writeBigUInt64BE(BigInt(long.length), 8);
  const open = Buffer.from(inner);
  open.writeUInt32BE(0);
  for (const bytes of [long, open]) expect(fateOf(Buffer.concat([ftyp, bytes]))).toBe('unsupported-type');
});

it('sequences, boxes longer than what holds them, and boxes without end are refused', () => {
  expect(fateOf(Buffer.concat([ftyp, box('moov')]))).toBe('unsupported-type');
  expect(fateOf(ftyp.subarray(0, ftyp.length - 1))).toBe('corrupt-image');
  expect(fateOf(Buffer.concat(Array(10_001).fill(box('free'))))).toBe('over-limit');
});

it('any bytes are let in or refused, and nothing else', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .constantFrom('meta', 'iinf', 'infe', 'grid', '\0\0\0\x01', '\0\0\0\x0c')
      .map((text) => Buffer.from(text, 'latin1')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(['let in', 'unsupported-type', 'corrupt-image', 'over-limit']).toContain(fateOf(Buffer.concat(pieces)));
    }),
    { numRuns: 500 },
  );
});
