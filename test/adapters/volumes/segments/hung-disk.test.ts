// A disk that hangs: calls of it neither succeed nor fail. Nobody may wait for it for ever, and it is used again when
// it comes back.
import { describe, expect, test } from 'vitest';
import { type Disk, realDisk } from '../../../../adapters/volumes/segments/disk.ts';
import { entryOf, openVolume } from './open-volume.ts';

/** A volume whose threaded reads and writes hang while `state.hangs`, with a clock that makes every read a threaded one. */
async function openHanging() {
  const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
  const state = { hangs: false, reads: 0, comeBack };
  const hung = async <T>(call: () => Promise<T>): Promise<T> => {
    if (state.hangs) await back;
    return call();
  };
  const disk: Disk = {
    ...realDisk,
    read(...values) {
      state.reads += 1;
      return hung(() => realDisk.read(...values));
    },
    write: (...values) => hung(() => realDisk.write(...values)),
  };
  let now = 0;
  const opened = await openVolume({ disk, clock: () => (now += 3_600_000), patienceMillis: 40 });
  return { ...opened, state };
}

describe('a disk that hangs', () => {
  test('costs its readers their patience once and is a miss from then on, until it comes back', async () => {
    const { volume, state, told } = await openHanging();
    for (const key of ['a', 'b', 'c', 'd', 'e']) await volume.offer(entryOf(key));
    expect(await volume.read('a')).toEqual(entryOf('a'));
    const before = state.reads;
    state.hangs = true;
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => volume.read(key));
    expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    // Two wait for it, and the threads that serve originals stay free.
    expect(state.reads - before).toBe(2);
    for (let times = 0; times < 100; times += 1) expect(volume.read('c')).toBeUndefined();
    expect(state.reads - before).toBe(2);
    expect(told[0]).toEqual({ event: 'evol.failed', during: 'read' });
    expect(volume.stats().failures).toBeGreaterThan(0);

    state.hangs = false;
    state.comeBack();
    await new Promise((later) => setTimeout(later, 20));
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect(await volume.read(key)).toEqual(entryOf(key));
  });

  test('does not hold up a removal: nothing of the group is read from the call on, also when it comes back', async () => {
    const { volume, state } = await openHanging();
    for (const key of ['a', 'b']) await volume.offer(entryOf(key, key));
    state.hangs = true;
    const waiting = volume.offer(entryOf('late', 'a'));
    const removal = volume.removeGroups(['a']);
    expect(volume.has('a')).toBe(false);
    expect(volume.read('a')).toBeUndefined();
    expect(await removal).toBe(1);
    state.hangs = false;
    state.comeBack();
    expect(await waiting).toBe(false);
    expect(await volume.removeGroups(['nobody'])).toBe(0);
    expect([await volume.read('a'), await volume.read('late')]).toEqual([undefined, undefined]);
    expect(await volume.read('b')).toEqual(entryOf('b', 'b'));
  });

  test('does not hold up the end', async () => {
    const { volume, state } = await openHanging();
    state.hangs = true;
    void volume.offer(entryOf('a'));
    await volume.close();
    state.comeBack();
  });
});
