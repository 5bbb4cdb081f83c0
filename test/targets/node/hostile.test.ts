// Files made to harm, 64 at a time against a whole server. The long form, with all recipes and what other traffic
// feels of it, is `npm run bench -- hostile`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { knownWeaknesses } from '../../../adapters/engines/sharp/advisories.ts';
import { type Fate, fateOf, inFlight } from '../../../infra/bench/hostile/fates.ts';
import { recipesWith, slowDrawing, soundBombs } from '../../../infra/bench/hostile/recipes.ts';
import { imagesOrSkip } from '../../support/images.ts';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

const folder = imagesOrSkip(1, 'files made to harm');
const refusals = [413, 415, 422];
const recipes = recipesWith(20_000_000);

// What may be stored, and why that is no harm.
const harmless: ReadonlyMap<string, string> = new Map([
  ...[...soundBombs].filter(([name]) => !name.endsWith('.avif')),
  ...recipes.flatMap(({ name, harmless }) => (harmless === undefined ? [] : [[name, harmless] as const])),
]);

async function served(settings: Record<string, string>): Promise<Served> {
  const server = await serve(await scratchFolder(), settings);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

function expectFates(fates: readonly Fate[]): void {
  for (const { name, upload, render } of fates) {
    if (harmless.has(name)) expect([upload, render], name).toEqual([201, 200]);
    else expect(refusals, `${name}: ${upload}`).toContain(upload);
  }
}

const endings = (server: Served) =>
  server
    .printed()
    .err.split('\n')
    .filter((line) => line.includes('"renderer.ended"'));

describe('hostile files', () => {
  it('are each refused, or are no harm, and end neither the server nor a render process', async () => {
    const server = await served({ IMG_RENDERERS: '2', IMG_INPUTS: 'jpg,png,webp,gif,svg,tiff,avif' });
    const made = await Promise.all(
      recipes.filter(({ dear }) => !dear).map(async ({ name, bytes }) => ({ name, bytes: await bytes() })),
    );
    const found = folder === undefined ? [] : readdirSync(join(folder, 'bombs'));
    const files = [
      ...made,
      ...found.map((name) => ({ name, bytes: readFileSync(join(folder ?? '', 'bombs', name)) })),
      { name: 'a photo.jpg', bytes: await drawPicture('jpg', { width: 30, height: 20 }) },
    ];
    const fates = await inFlight(files, 64, ({ name, bytes }) => fateOf(server, name, bytes));
    const photo = fates.pop();
    expect([photo?.upload, photo?.render]).toEqual([201, 200]);
    expectFates(fates);
    expect(server.process.exitCode).toBe(null);
    const weak = knownWeaknesses(sharp.versions).some(({ formats }) => formats.includes('avif'));
    const warnings = weak ? ['avif is not decoded, because its decoder has a known weakness.'] : [];
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ready: true, reasons: [], warnings });
    expect(endings(server)).toEqual([]);
  });

  it('that take too long are given up at the deadline, and the processor is free again', async () => {
    const server = await served({ IMG_LIMIT_RENDER_MILLIS: '2000' });
    const { upload } = await fateOf(server, 'slow.svg', slowDrawing());
    expect(upload).toBe(503);
    await expect.poll(() => endings(server).length).toBe(1);
    const photo = await fateOf(server, 'a photo.jpg', await drawPicture('jpg', { width: 30, height: 20 }));
    expect([photo.upload, photo.render]).toEqual([201, 200]);
    expect(endings(server).length).toBe(1);
  });
});
