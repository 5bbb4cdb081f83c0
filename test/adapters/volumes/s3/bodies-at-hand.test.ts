import { expect, test } from 'vitest';
import { createBodiesAtHand } from '../../../../adapters/volumes/s3/bodies-at-hand.ts';

const mebibyte = 1024 ** 2;

/** Bytes that come when they are let go; how many connections are open, and what is being read. */
function bucketOf() {
  const go = Promise.withResolvers<void>();
  const [open, reading] = [new Set<string>(), new Set<string>()];
  const coming = (name: string, byteLength = mebibyte) => {
    open.add(name);
    let isLeft = false;
    async function* chunks() {
      reading.add(name);
      await Promise.race([go.promise, left.promise]);
      if (isLeft) throw new Error('left');
      yield new Uint8Array(byteLength);
      open.delete(name);
    }
    const left = Promise.withResolvers<void>();
    const leave = () => {
      isLeft = true;
      open.delete(name);
      left.resolve();
    };
    return { byteLength, chunks: chunks(), leave };
  };
  return { go, open, reading, coming };
}

test('however many names are looked for at once, no more bytes are on their way into RAM than there is room for', async () => {
  const { go, open, reading, coming } = bucketOf();
  const atHand = createBodiesAtHand({ bytes: 4 * mebibyte, streams: 2 });
  const taken = ['a', 'b', 'c'].map((name) => {
    atHand.offer(name, coming(name));
    return atHand.take(name);
  });
  for (let index = 0; index < 100; index += 1) atHand.offer(`${index}`, coming(`${index}`));
  // Three are read by somebody. Of the others one had room at any time, and went for the next; two wait as connections.
  expect(open.size).toBeLessThanOrEqual(3 + 1 + 2);
  expect([...open]).toEqual(expect.arrayContaining(['a', 'b', 'c', '99']));
  go.resolve();
  expect(await Promise.all(taken)).toHaveLength(3);
  expect(atHand.take('50')).toBeUndefined();
  expect(reading.size).toBeLessThan(103);
  atHand.clear();
  expect(open.size).toBe(0);
});

test('bytes that found no room come as a connection, to one who asks, and room is free again when others have gone', async () => {
  const { go, open, coming } = bucketOf();
  const atHand = createBodiesAtHand({ bytes: 2 * mebibyte, streams: 2 });
  for (const name of ['a', 'b']) {
    atHand.offer(name, coming(name));
    atHand.take(name);
  }
  atHand.offer('c', coming('c'));
  expect(atHand.take('c')).toMatchObject({ byteLength: mebibyte, leave: expect.any(Function) });
  expect(atHand.take('c')).toBeUndefined();
  go.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  atHand.offer('d', coming('d', 2 * mebibyte));
  expect(await atHand.take('d')).toHaveLength(2 * mebibyte);
  expect([...open]).toEqual(['c']);
  atHand.clear();
});

test('bytes that nobody asked for leave their connection when they go', async () => {
  const { open, coming } = bucketOf();
  const atHand = createBodiesAtHand();
  atHand.offer('small', coming('small'));
  atHand.offer('large', coming('large', 9 * mebibyte));
  atHand.offer('small', coming('small again'));
  expect([...open]).toEqual(['large', 'small again']);
  atHand.drop('large');
  atHand.clear();
  expect(open.size).toBe(0);
});
