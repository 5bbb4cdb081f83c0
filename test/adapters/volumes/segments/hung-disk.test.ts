// A disk that hangs: calls of it neither succeed nor fail. Nobody may wait for it for ever, and it is used again when
// it comes back. How long that is by the clock is told, not waited for: a read of the real disk may take as long as it does.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Disk, realDisk } from '../../../../adapters/volumes/segments/disk.ts';
import { entryOf, openVolume } from './open-volume.ts';

const patienceMillis = 40;

/** A volume whose threaded reads and writes hang while `state.hangs`, with a clock that makes every read a threaded one. */
async function openHanging() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
  const held: Promise<unknown>[] = [];
  const state = {
    ...{ hangs: false, reads: 0 },
    /** Resolves when what hung is done, and the volume has seen that. */
    async comeBack() {
      state.hangs = false;
      comeBack();
      await Promise.allSettled(held);
      await new Promise((later) => setImmediate(later));
    },
  };
  const hung = <T>(call: () => Promise<T>): Promise<T> => {
    if (!state.hangs) return call();
    const late = back.then(call);
    held.push(late);
    return late;
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
  const opened = await openVolume({ disk, clock: () => (now += 3_600_000), patienceMillis });
  return { ...opened, state };
}

/** What is answered once the patience is over, as often as it has to be. */
async function outwaited<T>(given: T | Promise<T>): Promise<T> {
  const answer = Promise.resolve(given);
  let isThere = false;
  void answer.finally(() => {
    isThere = true;
  });
  while (!isThere) await vi.advanceTimersByTimeAsync(patienceMillis);
  return answer;
}

describe('a disk that hangs', () => {
  test('costs its readers their patience once and is a miss from then on, until it comes back', async () => {
    const { volume, state, told } = await openHanging();
    for (const key of ['a', 'b', 'c', 'd', 'e']) await volume.offer(entryOf(key));
    expect(await volume.read('a')).toEqual(entryOf('a'));
    const before = state.reads;
    state.hangs = true;
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => volume.read(key));
    expect(await outwaited(Promise.all(answers))).toEqual([undefined, undefined, undefined, undefined, undefined]);
    // Two wait for it, and the threads that serve originals stay free.
    expect(state.reads - before).toBe(2);
    for (let times = 0; times < 100; times += 1) expect(volume.read('c')).toBeUndefined();
    expect(state.reads - before).toBe(2);
    expect(told[0]).toEqual({ event: 'evol.failed', during: 'read' });
    expect(volume.stats().failures).toBeGreaterThan(0);

    await state.comeBack();
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
    expect(await outwaited(removal)).toBe(1);
    await state.comeBack();
    expect(await waiting).toBe(false);
    expect(await volume.removeGroups(['nobody'])).toBe(0);
    expect([await volume.read('a'), await volume.read('late')]).toEqual([undefined, undefined]);
    expect(await volume.read('b')).toEqual(entryOf('b', 'b'));
  });

  test('does not hold up the end', async () => {
    const { volume, state } = await openHanging();
    state.hangs = true;
    void volume.offer(entryOf('a'));
    await outwaited(volume.close());
    await state.comeBack();
  });
});
