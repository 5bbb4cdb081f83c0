import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtinModules } from '../../core/index.ts';
import { examples, unseen } from '../../infra/reference/examples.ts';
import { folder, type Picture, referencePictures } from '../../infra/reference/pictures.ts';
import { looksTheSame } from '../../infra/reference/same-picture.ts';

const root = new URL('../../', import.meta.url);
const mostBytes = 12 * 1024;

describe('the pictures of the reference', () => {
  let made: readonly Picture[] = [];
  beforeAll(async () => {
    made = await referencePictures();
  }, 60_000);

  it('show every option that can be seen, and none that there is not', () => {
    const options = builtinModules.flatMap((module) => Object.keys(module.options));
    expect([...Object.keys(examples), ...unseen].toSorted()).toEqual(options.toSorted());
  });

  it('look like what the server makes today; if not, run `npm run reference`', async () => {
    expect(made.length).toBeGreaterThan(30);
    for (const { path, bytes } of made) {
      const kept = await readFile(new URL(path, root));
      expect(await looksTheSame(kept, bytes), path).toBe(true);
      expect(kept.length, path).toBeLessThanOrEqual(mostBytes);
    }
  });

  it('are all there, and no others', async () => {
    const files = (await readdir(new URL(folder, root))).map((name) => `${folder}/${name}`);
    expect(files.toSorted()).toEqual(made.map(({ path }) => path).toSorted());
    const page = await readFile(new URL('infra/reference/options.md', root), 'utf8');
    for (const file of files) expect(page, file).toContain(file.replace('infra/reference/', ''));
  });

  it('are told apart where an option has made a difference (negative control)', async () => {
    const of = (name: string) => made.find(({ path }) => path.endsWith(name))?.bytes as Uint8Array;
    for (const name of ['/redact.webp', '/flip.webp', '/quality.webp', '/crop.webp', '/gamma.webp']) {
      expect(await looksTheSame(of('/of-scene.webp'), of(name)), name).toBe(false);
    }
  });
});
