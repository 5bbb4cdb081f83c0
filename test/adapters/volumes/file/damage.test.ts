// CS-28: a file whose bytes have changed is never handed out as the image it was, whichever way it is asked for.
import { readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import { noise, streamOf, wholeOf } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const small = 5000;
const large = 3_000_000;
const damaged = { name: 'Failure', code: 'damaged-original' };

async function stored(byteLength: number) {
  let now = 0;
  const told: unknown[] = [];
  const directory = await scratchFolder();
  const config = { directory, clock: () => now, tell: (event: string) => void told.push(event) };
  const volume = await openFileVolume(config);
  const store = async () =>
    (await (await volume.stage(streamOf(noise(byteLength)), { maxBytes: large })).commit('jpg')).imgAddr;
  const imgAddr = await store();
  const path = volume.locate(imgAddr) ?? '';
  return {
    volume,
    imgAddr,
    path,
    store,
    told,
    async flip(at: number) {
      const bytes = await readFile(path);
      bytes[at] = (bytes[at] as number) ^ 1;
      await writeFile(path, bytes);
    },
    pass: (millis: number) => {
      now += millis;
    },
  };
}

describe('a damaged original', () => {
  test.each([small, large])('of %i bytes is not read, whole or in part, and not vouched for', async (byteLength) => {
    const { volume, imgAddr, flip, told } = await stored(byteLength);
    await flip(byteLength - 1);
    await expect(volume.read(imgAddr)).rejects.toMatchObject(damaged);
    await expect(volume.read(imgAddr, { start: 0, end: 1 })).rejects.toMatchObject(damaged);
    await expect(volume.read(imgAddr, { start: 0, end: byteLength - 1 })).rejects.toMatchObject(damaged);
    await expect(volume.assure(imgAddr)).rejects.toMatchObject(damaged);
    expect(await volume.check(imgAddr)).toBe('damaged');
    expect(told).toEqual(Array.from({ length: 5 }, () => 'pvol.damaged'));
  });

  test.each([1_000_000, large + 1])('that was cut or grew to %i bytes is not read', async (length) => {
    const { volume, imgAddr, path } = await stored(large);
    await truncate(path, length);
    await expect(volume.read(imgAddr)).rejects.toMatchObject(damaged);
    expect(await volume.check(imgAddr)).toBe('damaged');
  });

  test('whose change nothing shows, because the medium made it, is never read whole, and in part for an hour at most', async () => {
    const { volume, imgAddr, path, flip, pass } = await stored(large);
    const when = new Date('2026-01-01T00:00:00Z');
    await utimes(path, when, when);
    await wholeOf((await volume.read(imgAddr))?.body);
    await flip(large - 1);
    await utimes(path, when, when);
    await expect(wholeOf((await volume.read(imgAddr))?.body)).rejects.toMatchObject(damaged);
    pass(3_600_000);
    await expect(volume.read(imgAddr, { start: 0, end: 10 })).rejects.toMatchObject(damaged);
    await expect(volume.assure(imgAddr)).rejects.toMatchObject(damaged);
  });

  test('that changes while it is read breaks the stream before its end', async () => {
    const { volume, imgAddr, flip } = await stored(large);
    const stream = (await volume.read(imgAddr))?.body as ReadableStream<Uint8Array>;
    await flip(large - 1);
    let received = 0;
    const read = async () => {
      for await (const chunk of stream) received += chunk.byteLength;
    };
    await expect(read()).rejects.toMatchObject(damaged);
    expect(received).toBeLessThan(large);
  });

  test.each([small, large])(
    'of %i bytes is mended by storing the same bytes again, as is a shortened one',
    async (byteLength) => {
      const { volume, imgAddr, flip, path, store } = await stored(byteLength);
      for (const damage of [() => flip(1), () => truncate(path, 10)]) {
        await damage();
        expect(await volume.check(imgAddr)).toBe('damaged');
        expect(await store()).toBe(imgAddr);
        expect(await volume.check(imgAddr)).toBe('sound');
        expect(await wholeOf((await volume.read(imgAddr))?.body)).toEqual(noise(byteLength));
        await expect(volume.assure(imgAddr)).resolves.toBeUndefined();
      }
    },
  );
});
