// What a bucket holds is read by every driver of one: keys, addresses and metadata are a format.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutOf, metadataOf, objectAddressOf, readMetadata, readObjectAddress } from '../../../core/index.ts';

const digest = 'ab'.repeat(32);
const facts = {
  ...{ addrType: 0 as const, ext: 'jpg' as const, width: 3, height: 2, frames: 1, animated: false, alpha: false },
  ...{ progressive: false, orientation: 1 as const, createdAt: 1000, writtenAt: 1000, changedAt: 1000 },
  ...{ thumbhash: 'AAAA', dominantColor: '#102030', private: false, byteLength: 10, digest },
};
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });

test('keys are prefix and name, and what is no image lies behind an empty segment', () => {
  for (const given of ['house', 'house/']) {
    const { keyOf, nameOf, config } = layoutOf(given);
    expect([keyOf('a/b.jpg'), nameOf('house/a/b.jpg'), config]).toEqual([
      'house/a/b.jpg',
      'a/b.jpg',
      'house//config.json',
    ]);
    expect([nameOf(config), nameOf('elsewhere')]).toEqual([undefined, undefined]);
  }
  expect([layoutOf('').keyOf('a'), layoutOf('').config]).toEqual(['a', '/config.json']);
});

test('an address gives back its name and its ETag, whatever the name is', () => {
  const tag = fc.stringMatching(/^[0-9a-f]{32}(-[0-9]{1,4})?$/);
  fc.assert(
    fc.property(text, tag, (name, etag) => {
      expect(readObjectAddress(objectAddressOf(name, `"${etag}"`))).toEqual({ name, etag: `"${etag}"` });
    }),
  );
});

test('metadata is printable ASCII, and reading what was written gives the same image', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(text, { maxLength: 3 }),
      fc.dictionary(text, text, { maxKeys: 3 }),
      (name, tags, metadata) => {
        const meta = { ...facts, name, tags, metadata };
        const written = metadataOf(meta, { digest });
        expect(Object.keys(written)).toEqual(['digest', 'write', 'image']);
        for (const value of Object.values(written)) expect(value).toMatch(/^[!-~]+$/);
        expect(readMetadata(name, '"0f"', written)).toEqual({ ...meta, imgAddr: objectAddressOf(name, '"0f"') });
      },
    ),
  );
  expect(() => metadataOf({ ...facts, name: 'a', tags: [], metadata: { a: 'x'.repeat(2000) } }, { digest })).toThrow(
    /2000 bytes/,
  );
});
