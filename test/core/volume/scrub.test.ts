import { describe, expect, test } from 'vitest';
import { type PersistentVolume, progressOf, scrub } from '../../../core/index.ts';

const images = ['1', '2', '3'].map((digit) => {
  const digest = digit.repeat(64);
  return { imgAddr: digest, digest, byteLength: 1_000_000 * Number(digit) };
});

function volumeOf(check: PersistentVolume['check']): Pick<PersistentVolume, 'list' | 'check'> {
  return {
    check,
    async *list(after = '') {
      yield* images.filter(({ imgAddr }) => imgAddr > after);
    },
  };
}

describe('a scrub', () => {
  test('goes on behind an address', async () => {
    const seen: string[] = [];
    const volume = volumeOf(async () => 'sound');
    for await (const { imgAddr } of scrub(volume, { after: images[0]?.imgAddr ?? '' })) seen.push(imgAddr);
    expect(seen).toEqual(images.slice(1).map(({ imgAddr }) => imgAddr));
  });

  test('pauses as long as the rate asks for what it has read', async () => {
    const pauses: number[] = [];
    const pause = async (millis: number) => void pauses.push(Math.round(millis / 100) / 10);
    for await (const _ of scrub(
      volumeOf(async () => 'sound'),
      { bytesPerSecond: 100_000, pause },
    ));
    expect(pauses).toEqual([10, 20, 30]);
  });

  test('is not ended by an image that cannot be looked at', async () => {
    const states: string[] = [];
    const volume = volumeOf((imgAddr) =>
      imgAddr === images[1]?.imgAddr ? Promise.reject(new Error('no')) : Promise.resolve('sound'),
    );
    for await (const { state } of scrub(volume)) states.push(state);
    expect(states).toEqual(['sound', 'unreadable', 'sound']);
  });

  test('knows by the address how far it is', () => {
    expect(progressOf('0'.repeat(64))).toBe(0);
    expect(progressOf(`8${'0'.repeat(63)}`)).toBe(0.5);
    expect(progressOf('f'.repeat(64))).toBeCloseTo(1, 6);
  });
});
