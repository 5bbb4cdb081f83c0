import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import type { PersistentVolume } from '../../../../core/index.ts';
import { persistentVolumeContract } from '../../../contract/persistent-volume.contract.ts';
import { listed, noise, sha256, streamOf, wholeOf } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { faultyDisk } from './faulty-disk.ts';
import { openFiles } from './open-files.ts';

persistentVolumeContract('a directory of files', {
  open: async () => openFileVolume({ directory: await scratchFolder() }),
});

const limits = { maxBytes: 10_000_000 };

async function store(volume: PersistentVolume, bytes: Uint8Array): Promise<string> {
  const staged = await volume.stage(streamOf(bytes), limits);
  return (await staged.commit('jpg')).imgAddr;
}

async function readStream(volume: PersistentVolume, imgAddr: string): Promise<ReadableStream<Uint8Array>> {
  const stored = await volume.read(imgAddr);
  if (stored?.body instanceof ReadableStream) return stored.body;
  throw new Error('Expected a stream.');
}

describe('a directory of files', () => {
  test('is made with its parents, and keeps its images when it is opened again', async () => {
    const directory = join(await scratchFolder(), 'data', 'pvol');
    const imgAddr = await store(await openFileVolume({ directory }), noise(1000));
    const stored = await (await openFileVolume({ directory })).read(imgAddr);
    expect(await wholeOf(stored?.body)).toEqual(noise(1000));
  });

  test('names a file by the digest of its bytes, below two levels of directories', async () => {
    const directory = await scratchFolder();
    const imgAddr = await store(await openFileVolume({ directory }), noise(1000));
    expect(imgAddr).toBe(sha256(noise(1000)));
    expect(await readdir(directory, { recursive: true })).toContain(
      join(imgAddr.slice(0, 2), imgAddr.slice(2, 4), imgAddr),
    );
  });

  test('is swept of what a crash left half received when it is opened', async () => {
    const directory = await scratchFolder();
    const volume = await openFileVolume({ directory });
    const imgAddr = await store(volume, noise(10));
    const left = await volume.stage(streamOf(noise(1000)), limits);
    await left.bytes();
    expect(await readdir(join(directory, 'staging'))).toHaveLength(1);
    const again = await openFileVolume({ directory });
    expect(await readdir(join(directory, 'staging'))).toEqual([]);
    expect(await listed(again)).toEqual([{ imgAddr, byteLength: 10 }]);
    await left.discard();
  });

  test('leaves files alone that are not its own', async () => {
    const directory = await scratchFolder();
    await mkdir(join(directory, 'ab', 'cd'), { recursive: true });
    for (const path of ['ab/cd/notes.txt', 'notes.txt']) await writeFile(join(directory, path), 'theirs');
    const volume = await openFileVolume({ directory });
    expect(await listed(volume)).toEqual([]);
    expect(await readdir(join(directory, 'ab', 'cd'))).toEqual(['notes.txt']);
  });

  test('lets go of what an upload could not clean away, at the next tidying, and never of one that is under way', async () => {
    const directory = await scratchFolder();
    const { disk } = faultyDisk((call) => (call === 'unlink staged' && isStuck ? 'EIO' : undefined));
    const volume = await openFileVolume({ directory, disk });
    let isStuck = true;
    await expect((await volume.stage(streamOf(noise(10)), limits)).discard()).rejects.toThrow();
    isStuck = false;
    const underWay = await volume.stage(streamOf(noise(1000)), limits);
    expect(await readdir(join(directory, 'staging'))).toHaveLength(2);
    expect(await volume.tidy(0)).toEqual({ erased: 0, litter: 1 });
    await underWay.commit('jpg');
    expect(await listed(volume)).toHaveLength(1);
    expect(await volume.tidy(0)).toEqual({ erased: 0, litter: 0 });
  });

  test('beside its owner changes nothing, reads, and copies for a backup also what was dropped', async () => {
    const directory = await scratchFolder();
    const owner = await openFileVolume({ directory });
    const imgAddr = await store(owner, noise(1000));
    const dropped = await store(owner, noise(2000));
    await owner.drop(dropped, Date.now());
    const underWay = await owner.stage(streamOf(noise(10)), limits);
    const beside = await openFileVolume({ directory, as: 'beside' });
    expect(await readdir(join(directory, 'staging'))).toHaveLength(1);
    expect(await wholeOf((await beside.read(imgAddr))?.body)).toEqual(noise(1000));
    const to = await scratchFolder();
    expect(await beside.copy(imgAddr, join(to, 'one'))).toBe(true);
    expect(await beside.copy(dropped, join(to, 'other'))).toBe(true);
    expect(await beside.copy(sha256(noise(9)), join(to, 'none'))).toBe(false);
    expect(new Uint8Array(await readFile(join(to, 'one')))).toEqual(noise(1000));
    expect(new Uint8Array(await readFile(join(to, 'other')))).toEqual(noise(2000));
    await underWay.discard();
  });

  test('holds no file open after uploads and reads, however they end', async () => {
    const directory = await scratchFolder();
    const volume = await openFileVolume({ directory });
    const large = await store(volume, noise(3_000_000));
    const small = await store(volume, noise(1000));
    await expect(volume.read(small, { start: 0, end: 2000 })).rejects.toThrow();
    await volume.read(small);
    await wholeOf((await volume.read(large))?.body);
    await (await readStream(volume, large)).cancel();
    const begun = (await readStream(volume, large)).getReader();
    await begun.read();
    await begun.cancel();
    await (await volume.stage(streamOf(noise(1000)), limits)).discard();
    await expect(volume.stage(streamOf(noise(1000)), { maxBytes: 10 })).rejects.toThrow();
    await volume.remove(large);
    expect(openFiles(directory) ?? []).toEqual([]);

    // The control: a stream that nobody reads or cancels is seen.
    const held = await readStream(volume, await store(volume, noise(2_000_000)));
    expect(openFiles(directory) ?? ['held']).toHaveLength(1);
    await held.cancel();
  });
});
