// CS-08, CS-15, CS-28: what requests notice of a pVol that is full, of deletes beside them, and of damage.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import { bearer, jsonOf, openHouse } from '../../../core/dispatcher/house.ts';
import { drawPicture } from '../../../core/dispatcher/pictures.ts';
import { noise } from '../../../support/bytes.ts';
import { freeOn, mountRamDisk } from '../../../support/ram-disk.ts';

const mib = 1024 * 1024;

test('CS-08: a full pVol is 507, acknowledges nothing that it does not have, serves what it has, and goes on when there is room', async ({
  skip,
}) => {
  const mount = await mountRamDisk(16 * mib);
  if (mount === undefined) return skip('this process may not mount a RAM disk');
  const volume = await openFileVolume({ directory: join(mount, 'pvol') });
  const house = await openHouse({ pVol: () => volume });
  await writeFile(join(mount, 'filler'), noise((await freeOn(mount)) - 3 * mib));
  const photo = await drawPicture('jpg');
  // What stands behind the end of a JPEG is part of the file and not of the picture.
  const picture = (seed: number) => Buffer.concat([photo, noise(400_000, seed)]);
  const acknowledged = new Map<string, Buffer<ArrayBuffer>>();
  const refused: number[] = [];
  for (let seed = 0; seed < 14; seed += 1) {
    const { status } = await house.put(`${seed}`, picture(seed));
    if (status === 201) acknowledged.set(`${seed}`, picture(seed));
    else refused.push(status);
  }
  expect(acknowledged.size).toBeGreaterThan(3);
  expect(refused.length).toBeGreaterThan(3);
  expect(new Set(refused)).toEqual(new Set([507]));
  expect(await house.stored()).toHaveLength(acknowledged.size);
  const expectServed = async () => {
    for (const [name, bytes] of acknowledged) {
      expect(Buffer.compare(await (await house.get(`/original/${name}`)).bytes(), bytes)).toBe(0);
    }
  };
  await expectServed();
  expect((await house.get(`/img/w=40/${[...acknowledged.keys()][0]}`)).status).toBe(200);
  await rm(join(mount, 'filler'));
  expect((await house.put('afterwards', picture(99))).status).toBe(201);
  await expectServed();
  console.info(`CS-08: ${acknowledged.size} acknowledged, ${refused.length} times 507, 0 lost`);
});

test('CS-15: after a delete is acknowledged nothing of it is answered, whoever was reading or rendering, and no result is left', async () => {
  const house = await openHouse();
  const bytes = Buffer.concat([await drawPicture('jpg'), noise(2_000_000)]);
  const lasting = await drawPicture('png');
  await house.put('lasting', lasting);
  let stale = 0;
  const statuses = new Map<number, number>();
  for (let round = 0; round < 12; round += 1) {
    await house.put('a', bytes);
    let isGone = false;
    let isOver = false;
    const lane = async (targetOf: (step: number) => string) => {
      for (let step = 0; !isOver; step += 1) {
        // A refusal needs no disk, and a loop of those alone would keep everyone else waiting.
        await new Promise((later) => setImmediate(later));
        const wasGone = isGone;
        const answer = await house.get(targetOf(step));
        const body = await answer.bytes();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 200 && wasGone) stale += 1;
        if (answer.status === 200 && targetOf(step).startsWith('/original'))
          expect(body.byteLength).toBe(bytes.byteLength);
      }
    };
    const lanes = [
      lane(() => '/original/a'),
      lane((step) => `/img/w=${8 + ((round * 31 + step) % 50)}/a`),
      lane((step) => `/img/w=${8 + (step % 3)},f=webp/a`),
    ];
    await new Promise((later) => setTimeout(later, 15 + round * 3));
    const deleted = await house.ask('DELETE', `/api/images/a${round % 2 ? '?erase=true' : ''}`, { headers: bearer });
    isGone = true;
    expect(deleted.status).toBeLessThan(300);
    await new Promise((later) => setTimeout(later, 10));
    isOver = true;
    await Promise.all(lanes);
    expect(house.mVol.used()).toBe(0);
  }
  expect(stale).toBe(0);
  expect([...statuses.keys()].toSorted()).toEqual([200, 404]);
  expect(house.told.filter(({ event }) => event === 'dispatcher.fail')).toEqual([]);
  expect(await (await house.get('/original/lasting')).bytes()).toEqual(lasting);
  console.info(`CS-15: 12 deletes, ${statuses.get(200)} answers before, ${statuses.get(404)} after, ${stale} stale`);
});

describe('CS-28: of originals with a flipped bit', () => {
  test('none is answered with 200, whole, in part or transformed; storing it again mends it', async () => {
    const house = await openHouse();
    const pictures = await Promise.all(
      Array.from({ length: 20 }, (_, index) => drawPicture('jpg', { width: 40 + index, height: 30 })),
    );
    for (const [index, picture] of pictures.entries()) {
      await house.put(`${index}`, picture);
      const path = house.pVol.locate((await house.ledger.get(`${index}`))?.imgAddr ?? '') ?? '';
      const bytes = await readFile(path);
      const at = 2 + ((index * 7919) % (bytes.byteLength - 2));
      bytes[at] = (bytes[at] as number) ^ (1 << (index & 7));
      await writeFile(path, bytes);
    }
    const outcomes = new Set<string>();
    for (const index of pictures.keys()) {
      for (const [target, headers] of [
        [`/original/${index}`, {}],
        [`/original/${index}`, { range: 'bytes=0-9' }],
        [`/img/w=16/${index}`, {}],
      ] as const) {
        const answer = await house.get(target, headers);
        outcomes.add(`${answer.status} ${(await jsonOf(answer)).code}`);
      }
    }
    expect([...outcomes]).toEqual(['500 damaged-original']);
    expect(house.told.filter(({ event }) => event === 'dispatcher.fail')).toHaveLength(60);
    expect((await house.put('0', pictures[0] as Uint8Array<ArrayBuffer>)).status).toBe(200);
    expect((await house.get('/img/w=16/0')).status).toBe(200);
    expect(await (await house.get('/original/0')).bytes()).toEqual(pictures[0]);
  });
});
