// CS-19, CS-20, CS-21: what requests notice of an eVol whose directory is wiped, read-only, gone, full or damaged.
import { open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SegmentVolumeConfig } from '../../../../adapters/volumes/segments/open-segment-volume.ts';
import { type House, openHouse } from '../../../core/dispatcher/house.ts';
import { drawPicture } from '../../../core/dispatcher/pictures.ts';
import { noise } from '../../../support/bytes.ts';
import { freeOn, mountRamDisk, unmountRamDisk } from '../../../support/ram-disk.ts';
import { faultyDisk } from './faulty-disk.ts';
import { kib, openVolume } from './open-volume.ts';

const mib = 1024 * kib;

/** A server without mVol, so that whatever is not rendered comes from eVol. */
async function openServing(config: Partial<SegmentVolumeConfig> = {}) {
  let now = 0;
  const opened = await openVolume({ capacityBytes: 64 * kib, clock: () => now, ...config });
  const house = await openHouse({ eVol: opened.volume, mVolBytes: 0 });
  await house.put('a', await drawPicture('jpg'));
  return {
    ...opened,
    house,
    pass: () => {
      now += 1_000;
    },
  };
}

/** Statuses of a dozen transformations, and where their bytes came from. */
async function ask(house: House, first = 20) {
  const statuses = new Set<number>();
  const from = new Map<string, number>();
  const bodies: Uint8Array[] = [];
  for (let width = first; width < first + 12; width += 1) {
    const answer = await house.get(`/img/w=${width}/a`);
    statuses.add(answer.status);
    const detail = /detail=(\w+)/.exec(answer.headers.get('cache-status') ?? '')?.[1] ?? '';
    from.set(detail, (from.get(detail) ?? 0) + 1);
    bodies.push(await answer.bytes());
  }
  return { statuses: [...statuses], from: Object.fromEntries(from), bodies };
}

/** Everything has been written when what follows it has been. */
async function settled({ volume }: Pick<Awaited<ReturnType<typeof openServing>>, 'volume'>): Promise<void> {
  await volume.remove('nothing');
}

async function expectGoingOn(serving: Awaited<ReturnType<typeof openServing>>, originals: string[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    expect((await ask(serving.house)).statuses).toEqual([200]);
    // What is new has to be written, which is when a loss is noticed.
    expect((await ask(serving.house, 40 + 12 * round)).statuses).toEqual([200]);
    await settled(serving);
  }
  expect(serving.volume.stats().failures).toBeGreaterThan(0);
  expect(await serving.house.stored()).toEqual(originals);
}

async function expectRecovered(serving: Awaited<ReturnType<typeof openServing>>): Promise<void> {
  serving.pass();
  await ask(serving.house);
  await settled(serving);
  expect((await ask(serving.house)).from).toEqual({ eVol: 12 });
}

async function filled(config: Partial<SegmentVolumeConfig> = {}) {
  const serving = await openServing(config);
  const originals = await serving.house.stored();
  await ask(serving.house);
  await settled(serving);
  expect((await ask(serving.house)).from).toEqual({ eVol: 12 });
  return { ...serving, originals };
}

describe('CS-19: an eVol', () => {
  test('that is wiped while serving costs renders and no error, and its directory is made again', async () => {
    const serving = await filled();
    await rm(serving.directory, { recursive: true });
    await expectGoingOn(serving, serving.originals);
    await expectRecovered(serving);
    expect(await readdir(serving.directory)).toContain('000.seg');
  });

  test('that becomes read-only costs renders and no error, and is used again when it can be written', async () => {
    let isReadOnly = false;
    const { disk } = faultyDisk((call) =>
      isReadOnly && /^(mkdir|open|write|unlink)/.test(call) ? 'EROFS' : undefined,
    );
    const serving = await openServing({ disk });
    const originals = await serving.house.stored();
    isReadOnly = true;
    await expectGoingOn(serving, originals);
    isReadOnly = false;
    await expectRecovered(serving);
  });

  test('whose disk is unmounted costs renders and no error, and goes on in what is there now', async ({ skip }) => {
    const mount = await mountRamDisk(8 * mib);
    if (mount === undefined) return skip('this process may not mount a RAM disk');
    const serving = await filled({ directory: join(mount, 'evol') });
    unmountRamDisk(mount);
    await expectGoingOn(serving, serving.originals);
    await expectRecovered(serving);
  });
});

test('CS-20: a disk that is full under eVol changes nothing for anybody, and is used again when it has room', async ({
  skip,
}) => {
  const mount = await mountRamDisk(8 * mib);
  if (mount === undefined) return skip('this process may not mount a RAM disk');
  await writeFile(join(mount, 'filler'), noise(await freeOn(mount)));
  const serving = await openServing({ directory: join(mount, 'evol') });
  await expectGoingOn(serving, await serving.house.stored());
  expect(serving.volume.used()).toBe(0);
  await rm(join(mount, 'filler'));
  await expectRecovered(serving);
});

test('CS-21: flipped bits in kept results are misses: the answers are what they were, and 0 of them damaged', async () => {
  const serving = await filled();
  const { bodies } = await ask(serving.house);
  let damaged = 0;
  for (const name of await readdir(serving.directory)) {
    const path = join(serving.directory, name);
    const { size } = await stat(path);
    const file = await open(path, 'r+');
    for (let at = 50; at < size; at += 211) {
      const [byte] = (await file.read(Buffer.alloc(1), 0, 1, at)).buffer;
      await file.write(Buffer.of((byte as number) ^ 4), 0, 1, at);
      damaged += 1;
    }
    await file.close();
  }
  const after = await ask(serving.house);
  expect(after.statuses).toEqual([200]);
  expect(after.bodies).toEqual(bodies);
  expect(after.from.rendered).toBeGreaterThan(0);
  console.info(`CS-21: ${damaged} bits flipped, ${after.from.rendered} of 12 rendered again, 0 damaged answers`);
  await settled(serving);
  await expectRecovered(serving);
});
