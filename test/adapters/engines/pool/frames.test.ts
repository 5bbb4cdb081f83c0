// The codec between parent and child.
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrameReader, writeFrame } from '../../../../adapters/engines/pool/frames.ts';

async function written(frames: readonly (readonly [unknown, Uint8Array])[]): Promise<Buffer> {
  const pipe = new PassThrough({ highWaterMark: 1 << 26 });
  for (const [head, body] of frames) writeFrame(pipe, head, body);
  pipe.end();
  return Buffer.concat(await pipe.toArray());
}

const frame = fc.tuple(
  fc.jsonValue(),
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(65_535, 65_536, 65_537).map((length) => new Uint8Array(length).fill(length)),
  ),
);

it('frames are read as they were written, however they are cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { maxLength: 5 }),
      fc.array(fc.nat(400), { minLength: 1 }),
      async (frames, cuts) => {
        const bytes = await written(frames);
        const read: [unknown, Uint8Array][] = [];
        const reader = createFrameReader((head, body) => read.push([head, new Uint8Array(body)]));
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const end = at + 1 + (cuts[turn % cuts.length] as number) * (at > 1000 ? 50 : 1);
          reader(bytes.subarray(at, end));
          at = end;
        }
        expect(read).toEqual(frames.map(([head, body]) => [JSON.parse(JSON.stringify(head)), body]));
      },
    ),
    { numRuns: 60 },
  );
});

it('a frame that announces more than any picture can have is refused before memory is taken for it', () => {
  const reader = createFrameReader(() => {});
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(0xffff_ffff, 4);
  expect(() => reader(prefix)).toThrow(RangeError);
});

it('a head that is no JSON is refused', async () => {
  const bytes = await written([[{ a: 1 }, new Uint8Array(0)]]);
  bytes[8] = 0;
  expect(() => createFrameReader(() => {})(bytes)).toThrow(SyntaxError);
});
