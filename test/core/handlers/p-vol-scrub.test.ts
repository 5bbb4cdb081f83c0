import { describe, expect, test } from 'vitest';
import { createPVolScrub } from '../../../core/handlers/p-vol-scrub.ts';
import { createMemoryDatabase, type Database, type PersistentVolume, readScrubState } from '../../../core/index.ts';

function images(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const digest = String(index + 1).padStart(64, '0');
    return { imgAddr: digest, digest, byteLength: 1000 };
  });
}

function open(database: Database, count: number, isBad: (digest: string) => boolean) {
  const told: unknown[] = [];
  const looked: string[] = [];
  let now = 1_000_000;
  const pVol: Pick<PersistentVolume, 'list' | 'check'> = {
    async *list(after = '') {
      yield* images(count).filter(({ imgAddr }) => imgAddr > after);
    },
    async check(imgAddr) {
      looked.push(imgAddr);
      return isBad(imgAddr) ? 'damaged' : 'sound';
    },
  };
  const scrub = createPVolScrub({
    pVol,
    database,
    ledger: { namesOf: async (digest) => [`name of ${Number(digest)}`] },
    bytesPerSecond: 1e9,
    tell: (event, fields) => void told.push({ event, ...fields }),
    observe: () => {},
    clock: () => (now += 1000),
    pause: async () => {},
  });
  return { scrub, told, looked };
}

const never = new AbortController().signal;
const at = (index: number) => images(index)[index - 1]?.imgAddr ?? '';

describe('a scrub of pVol', () => {
  test('tells what it found with the names, keeps the list, and goes to the end', async () => {
    const database = createMemoryDatabase();
    const { scrub, told } = open(database, 5, (digest) => [at(2), at(4)].includes(digest));
    await scrub.pass(never);
    expect(told).toEqual([
      { event: 'pvol.scrub-finding', imgAddr: at(2), state: 'damaged', names: ['name of 2'], error: undefined },
      { event: 'pvol.scrub-finding', imgAddr: at(4), state: 'damaged', names: ['name of 4'], error: undefined },
    ]);
    expect(await readScrubState(database)).toMatchObject({ after: '', damaged: [at(2), at(4)] });
    expect(scrub.state()).toEqual(await readScrubState(database));
    const next = open(database, 5, () => false).scrub;
    await next.load();
    expect(next.state()).toEqual(scrub.state());
  });

  test('that was cut short goes on behind what it had looked at, also after a restart', async () => {
    const database = createMemoryDatabase();
    const stop = new AbortController();
    const before = open(database, 5, (digest) => {
      if (digest === at(3)) stop.abort();
      return digest === at(1);
    });
    await before.scrub.pass(stop.signal);
    expect(before.looked).toEqual([at(1), at(2), at(3)]);
    const after = open(database, 5, () => false);
    await after.scrub.pass(never);
    expect(after.looked.slice(0, 3)).toEqual([at(3), at(4), at(5)]);
    // The pass that it ended began before the restart; what that found is still on the list.
    expect(await readScrubState(database)).toMatchObject({ after: '', damaged: [at(1)] });
  });

  test('takes from the list what is sound again', async () => {
    const database = createMemoryDatabase();
    await open(database, 3, () => true).scrub.pass(never);
    expect((await readScrubState(database)).damaged).toHaveLength(3);
    await open(database, 3, (digest) => digest === at(3)).scrub.pass(never);
    expect((await readScrubState(database)).damaged).toEqual([at(3)]);
  });
});
