// What becomes of an upload when calls of the file system fail.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import type { PersistentVolume } from '../../../../core/index.ts';
import { listed, noise, sha256, streamOf, wholeOf } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { faultyDisk } from './faulty-disk.ts';
import { openFiles } from './open-files.ts';

const bytes = noise(600_000);
const limits = { maxBytes: 1_000_000 };

async function upload(volume: PersistentVolume): Promise<string> {
  const staged = await volume.stage(streamOf(bytes), limits);
  return (await staged.commit('jpg')).imgAddr;
}

async function expectNothing(volume: PersistentVolume, directory: string): Promise<void> {
  expect(await listed(volume)).toEqual([]);
  expect(await readdir(join(directory, 'staging'))).toEqual([]);
  expect(openFiles(directory) ?? []).toEqual([]);
}

/** A volume on a disk that is sound until `arm` is called. */
async function openFaulty(fault: (call: string, index: number) => string | undefined, writeBytes?: number) {
  const directory = await scratchFolder();
  let first = Number.POSITIVE_INFINITY;
  const { disk, calls } = faultyDisk(
    (call, index) => (index < first ? undefined : fault(call, index - first)),
    writeBytes,
  );
  const volume = await openFileVolume({ directory, disk });
  return {
    volume,
    directory,
    arm() {
      first = calls.length;
    },
    disarm() {
      first = Number.POSITIVE_INFINITY;
    },
    callsSinceArmed: () => calls.slice(first),
  };
}

describe('opening a directory of files', () => {
  // data, data/pvol and data/pvol/staging: each is durable when the directory above it has been synced.
  const isSync = (call: string) => call === 'sync directory';

  test('syncs what holds each directory that it had to make, and nothing when all are there', async () => {
    const directory = join(await scratchFolder(), 'data', 'pvol');
    const first = faultyDisk(() => undefined);
    await openFileVolume({ directory, disk: first.disk });
    expect(first.calls.filter(isSync)).toHaveLength(3);
    const second = faultyDisk(() => undefined);
    await openFileVolume({ directory, disk: second.disk });
    expect(second.calls.filter(isSync)).toHaveLength(0);
  });

  test('fails without naming a path when the disk does', async () => {
    const { disk } = faultyDisk((call) => (isSync(call) ? 'EIO' : undefined));
    const directory = join(await scratchFolder(), 'pvol');
    const failure = await openFileVolume({ directory, disk }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Failure', code: 'internal', cause: { code: 'EIO' } });
    expect((failure as Error).message).not.toContain('/');
  });
});

describe('an upload to files', () => {
  test('takes its steps in the order that a power cut cannot break', async () => {
    const { volume, arm, callsSinceArmed } = await openFaulty(() => undefined);
    arm();
    await upload(volume);
    const writes = ['write staged', 'write staged', 'write staged'];
    const sync = (directory: string) => [`open ${directory}`, `sync ${directory}`, `close ${directory}`];
    expect(callsSinceArmed()).toEqual([
      ...['open staged', ...writes, 'datasync staged', 'stat staged', 'close staged'],
      ...['mkdir outer', ...sync('directory'), 'mkdir inner', ...sync('outer')],
      ...['link image', 'unlink staged', ...sync('inner')],
    ]);
  });

  test.each(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'EINTR'])(
    'CS-09: when any one call fails with %s, nothing is visible, nothing is left open, and the next upload works',
    async (code) => {
      const expected = {
        ENOSPC: 'storage-full',
        EDQUOT: 'storage-full',
        EIO: 'internal',
        EMFILE: 'overloaded',
        EINTR: 'internal',
      }[code];
      let failed = 0;
      for (let nth = 0; ; nth += 1) {
        const { volume, directory, arm, disarm, callsSinceArmed } = await openFaulty((_, index) =>
          index === nth ? code : undefined,
        );
        arm();
        const outcome = await upload(volume).catch((error: unknown) => error);
        const isOver = callsSinceArmed().length <= nth;
        if (isOver) break;
        failed += 1;
        const call = callsSinceArmed()[nth];
        expect(outcome, call).toMatchObject({ name: 'Failure', code: expected, cause: { code } });
        expect((outcome as Error).message).not.toContain('/');
        disarm();
        await expectNothing(volume, directory);
        const stored = await volume.read(await upload(volume));
        expect(sha256(await wholeOf(stored?.body))).toBe(sha256(bytes));
      }
      // As many as the steps above: each of them has failed once.
      expect(failed).toBe(20);
    },
  );

  test.each(['datasync staged', 'sync inner', 'sync outer', 'sync directory'])(
    'CS-10: a %s that fails is not tried again, and nothing is acknowledged while it goes on',
    async (step) => {
      const { volume, directory, arm, disarm, callsSinceArmed } = await openFaulty((call) =>
        call === step ? 'EIO' : undefined,
      );
      arm();
      for (let uploads = 1; uploads <= 3; uploads += 1) {
        await expect(upload(volume)).rejects.toMatchObject({ code: 'internal' });
        expect(callsSinceArmed().filter((call) => call === step)).toHaveLength(uploads);
        await expectNothing(volume, directory);
      }
      disarm();
      await upload(volume);
    },
  );

  test('equal bytes that are stored already outlive an upload that fails', async () => {
    const { volume, arm } = await openFaulty((call) => (call === 'sync inner' ? 'EIO' : undefined));
    const imgAddr = await upload(volume);
    arm();
    await expect(upload(volume)).rejects.toMatchObject({ code: 'internal' });
    expect(sha256(await wholeOf((await volume.read(imgAddr))?.body))).toBe(sha256(bytes));
  });

  test('of equal uploads at one moment, the one that fails does not take the file of the others away', async () => {
    let syncs = 0;
    const { volume, arm } = await openFaulty((call) => (call === 'sync inner' && syncs++ === 0 ? 'EIO' : undefined));
    arm();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => upload(volume)));
    const stored = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(stored).toHaveLength(4);
    expect(sha256(await wholeOf((await volume.read(sha256(bytes)))?.body))).toBe(sha256(bytes));
  });

  test('CS-09: writes that take only a part are completed', async () => {
    const { volume } = await openFaulty(() => undefined, 77_777);
    const stored = await volume.read(await upload(volume));
    expect(sha256(await wholeOf(stored?.body))).toBe(sha256(bytes));
  });

  test('CS-09: writes that take nothing end in a failure, not in a loop', async () => {
    const { volume, directory } = await openFaulty(() => undefined, 0);
    await expect(upload(volume)).rejects.toMatchObject({ code: 'internal' });
    await expectNothing(volume, directory);
  });

  test('when the cleaning fails as well, the first error is the one that is told', async () => {
    const faults: Record<string, string> = { 'write staged': 'ENOSPC', 'unlink staged': 'EIO' };
    const { volume, arm } = await openFaulty((call) => faults[call]);
    arm();
    await expect(upload(volume)).rejects.toMatchObject({
      code: 'storage-full',
      cause: { errors: [{ code: 'ENOSPC' }, { code: 'EIO' }] },
    });
  });
});

describe('a read from files', () => {
  async function openStored(fault: (call: string) => string | undefined) {
    const faulty = await openFaulty(fault);
    const staged = await faulty.volume.stage(streamOf(noise(3_000_000)), { maxBytes: 3_000_000 });
    const { imgAddr } = await staged.commit('jpg');
    return { ...faulty, imgAddr };
  }

  test('that fails half way breaks the stream and closes the file', async () => {
    let reads = 0;
    const { volume, directory, imgAddr, arm } = await openStored((call) =>
      call === 'read image' && reads++ === 5 ? 'EIO' : undefined,
    );
    arm();
    const stored = await volume.read(imgAddr);
    await expect(wholeOf(stored?.body)).rejects.toMatchObject({ name: 'Failure', code: 'damaged-original' });
    expect(openFiles(directory) ?? []).toEqual([]);
  });

  test.each(['open image', 'stat image', 'read image'])('of which "%s" fails leaves nothing open', async (step) => {
    const { volume, directory, imgAddr, arm } = await openStored((call) => (call === step ? 'EMFILE' : undefined));
    arm();
    await expect(volume.read(imgAddr, { start: 0, end: 10 })).rejects.toMatchObject({ code: 'overloaded' });
    expect(openFiles(directory) ?? []).toEqual([]);
  });
});
