import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockDirectory } from '../../../../adapters/databases/sqlite/lock-directory.ts';
import { programOf } from '../../../support/program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const holdLock = programOf('test/adapters/databases/sqlite/hold-lock.ts');

describe('the lock of a data directory', () => {
  test('a second process is refused with one line that names the directory', async () => {
    const directory = await scratchFolder();
    const { release } = await lockDirectory(directory);
    const line = `Cannot start on the data directory ${directory}: another server is using it.`;
    expect((await startHolder(directory)).said).toBe(line);
    release();
    expect((await startHolder(directory)).said).toBe('held');
  });

  test('it goes with a process that is killed', async () => {
    const directory = await scratchFolder();
    const { holder, said } = await startHolder(directory);
    expect(said).toBe('held');
    await expect(lockDirectory(directory)).rejects.toMatchObject({ name: 'Failure', code: 'overloaded' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    (await lockDirectory(directory)).release();
  });

  test('the same process does not get it twice, and releasing twice does no harm', async () => {
    const directory = await scratchFolder();
    const first = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow('another server is using it');
    first.release();
    const second = await lockDirectory(directory);
    first.release();
    await expect(lockDirectory(directory)).rejects.toThrow('another server is using it');
    second.release();
  });

  test('a directory that is not there is refused for what it is', async () => {
    const missing = join(await scratchFolder(), 'missing');
    await expect(lockDirectory(missing)).rejects.toThrow(`${missing}: it cannot be written to`);
  });
});

/** Ends with the test. `said` is its first line. */
async function startHolder(directory: string): Promise<{ holder: ChildProcess; said: unknown }> {
  const holder = spawn(process.execPath, [holdLock, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const [said] = await once(createInterface(holder.stdout), 'line');
  return { holder, said };
}
