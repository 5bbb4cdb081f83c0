import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../adapters/node/config-file.ts';

describe('the configuration file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageserver-test-'));
    file = join(folder, 'imageserver.config.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('may be absent', async () => {
    expect(await readConfigFile(file)).toEqual({});
  });

  it('holds the settings by name', async () => {
    await writeFile(file, '{ "PORT": 9000, "IMG_DATA": "/srv/images" }');
    expect(await readConfigFile(file)).toEqual({ PORT: 9000, IMG_DATA: '/srv/images' });
  });

  it.each(['', '{', '[1]', 'null', '"x"'])('is refused when it is %j', async (text) => {
    await writeFile(file, text);
    await expect(readConfigFile(file)).rejects.toThrow(
      /^Expected (JSON|an object of settings) in imageserver\.config\.json\.$/,
    );
  });
});
