import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeToken } from '../../../adapters/node/token.ts';

describe('the token', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageserver-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made at first start, kept for its owner only, and the same at the next start', async () => {
    const first = await readOrMakeToken(folder, '');
    expect(first.value).toMatch(/^[\w-]{32}$/);
    expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600);
    expect(await readOrMakeToken(folder, '')).toEqual(first);
    expect((await readFile(join(folder, 'token'), 'utf8')).trim()).toBe(first.value);
  });

  it('is different for every data directory', async () => {
    const other = await mkdtemp(join(tmpdir(), 'imageserver-test-'));
    const [one, two] = [await readOrMakeToken(folder, ''), await readOrMakeToken(other, '')];
    await rm(other, { recursive: true });
    expect(one.value).not.toBe(two.value);
  });

  it('comes from the setting when there is one, and nothing is written then', async () => {
    const token = await readOrMakeToken(folder, 'a-token-from-the-environment');
    expect(token.value).toBe('a-token-from-the-environment');
    await expect(stat(join(folder, 'token'))).rejects.toThrow('ENOENT');
  });

  it('is refused when the file holds too little to be one', async () => {
    await writeFile(join(folder, 'token'), '\n');
    await expect(readOrMakeToken(folder, '')).rejects.toThrow('Expected at least 16 characters');
  });
});
