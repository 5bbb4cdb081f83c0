// What hostile files do to a whole server: what becomes of each, what other traffic feels, and what memory it takes.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { startChild } from '../child.ts';
import { type Felt, feltBy, hitsPerSecond } from '../hostile/beside.ts';
import { residentBytes } from '../hostile/family.ts';
import { type Fate, fateOf } from '../hostile/fates.ts';
import { type Recipe, recipesWith, slowDrawing, soundBombs } from '../hostile/recipes.ts';
import { share, statusesOf, type Traffic } from '../open-loop.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { freePort, startProduct } from '../product.ts';
import { median } from '../rounds.ts';

const atOnce = 64;
const flood = 200_000_000;
// Of all renders and looks together; small enough that what hostile files announce does not fit in at the same time.
const budgetBytes = 1024 ** 3;
const refusals = [413, 415, 422];
const millis = 10_000;
// Beside hits: small pictures that have to be made.
const rendersPerSecond = 4;

/** `dear` adds recipes that take minutes and gigabytes to make. */
export async function hostile(dear: boolean): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  try {
    const bombs = await bombsOf(dear);
    const harm = await folderOf(join(scratch, 'harm'), bombs);
    const sound = await folderOf(join(scratch, 'sound'), await soundOnes(bombs));
    const fired = await underFire(harm);
    const plain = await besideSound(sound);
    const bare = await besideBare(scratch, harm);
    return pageOf(dear, bombs, fired, plain, bare, await deadline());
  } finally {
    await rm(scratch, { recursive: true });
  }
}

interface Fired extends Felt {
  readonly restBytes: number;
  readonly peakBytes: number;
}

async function underFire(folder: string): Promise<Fired> {
  const product = await startProduct({
    IMG_INPUTS: 'jpg,png,webp,gif,svg,tiff,avif',
    IMG_INPUTS_IN_SPITE: 'avif',
    IMG_RENDER_BYTES: String(budgetBytes),
  });
  let restBytes = 0;
  let peakBytes = 0;
  let watch: ReturnType<typeof setInterval> | undefined;
  const begin = () => {
    restBytes = residentBytes(product.pid);
    watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(product.pid));
    }, 50);
  };
  try {
    await product.store('photo.jpg', (await photo('foliage-1mp.jpg')).bytes);
    const order = { ...product, folder, atOnce, millis, rendered: true };
    const felt = await feltBy(rendersPerSecond, order, millis, begin);
    // The server of the beginning: a start in its place would have another number.
    process.kill(product.pid, 0);
    return { ...felt, restBytes, peakBytes };
  } finally {
    clearInterval(watch);
    await product.stop();
  }
}

/** As many uploads of the same sizes that nothing is wrong with: what is due to their number. */
async function besideSound(folder: string): Promise<Felt> {
  const product = await startProduct();
  try {
    await product.store('photo.jpg', (await photo('foliage-1mp.jpg')).bytes);
    return await feltBy(rendersPerSecond, { ...product, folder, atOnce, millis, rendered: false }, millis);
  } finally {
    await product.stop();
  }
}

/** The same files and hits with a server that does nothing: what is due to the machine. */
async function besideBare(scratch: string, folder: string): Promise<Felt> {
  const port = String(await freePort());
  const file = join(scratch, 'hit.jpg');
  await writeFile(
    file,
    await sharp((await photo('foliage-1mp.jpg')).bytes)
      .resize(400)
      .jpeg()
      .toBuffer(),
  );
  const server = await startChild(['infra/bench/servers/bare-uploads.ts', port, file], /ready/);
  try {
    const order = { url: `http://127.0.0.1:${port}`, token: '', folder, atOnce, millis, rendered: false };
    return await feltBy(0, order, millis);
  } finally {
    await server.stop();
  }
}

async function folderOf(folder: string, files: readonly Pick<Bomb, 'name' | 'bytes'>[]): Promise<string> {
  await mkdir(folder);
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
  return folder;
}

// A small photograph, behind it zeros up to the length of the file that it stands for; no two alike.
async function soundOnes(bombs: readonly Bomb[]): Promise<Pick<Bomb, 'name' | 'bytes'>[]> {
  const small = await sharp((await photo('foliage-1mp.jpg')).bytes)
    .resize(320)
    .jpeg()
    .toBuffer();
  return bombs.map(({ name, bytes }, place) => {
    const rest = Buffer.alloc(Math.max(1, bytes.byteLength - small.byteLength));
    rest[0] = place;
    return { name: `${name}.jpg`, bytes: Buffer.concat([small, rest]) };
  });
}

interface Bomb {
  readonly name: string;
  /** Why it may be stored. */
  readonly harmless: string | undefined;
  readonly bytes: Uint8Array;
}

async function bombsOf(dear: boolean): Promise<Bomb[]> {
  const wanted = recipesWith(flood).filter((recipe: Recipe) => dear || !recipe.dear);
  const made: Bomb[] = [];
  for (const { name, harmless, bytes } of wanted) made.push({ name, harmless, bytes: await bytes() });
  const folder = process.env.IMG_TEST_IMAGES ?? new URL('../../../../shared/images', import.meta.url).pathname;
  const names = await readdir(`${folder}/bombs`).catch(() => []);
  const found = names.map(async (name) => ({
    ...{ name, harmless: soundBombs.get(name) },
    bytes: await readFile(`${folder}/bombs/${name}`),
  }));
  return [...made, ...(await Promise.all(found))];
}

interface Deadline {
  readonly status: number;
  readonly millis: number;
  /** CPU of the server and its children in the half second after the answer. */
  readonly cpuAfter: number;
}

async function deadline(): Promise<Deadline> {
  const product = await startProduct({ IMG_LIMIT_RENDER_MILLIS: '2000', IMG_RENDERERS: '1' });
  try {
    const { upload: status, millis } = await fateOf(product, 'slow.svg', slowDrawing());
    // A new render process starts in place of the one that was killed: its start is no remainder of the old one's work.
    await pause(3000);
    const before = cpuMillisOf(product.pid);
    await pause(500);
    return { status, millis, cpuAfter: cpuMillisOf(product.pid) - before };
  } finally {
    await product.stop();
  }
}

function pageOf(dear: boolean, bombs: readonly Bomb[], fired: Fired, plain: Felt, bare: Felt, slow: Deadline): string {
  const { restBytes, peakBytes } = fired;
  const { fates } = fired.volleys;
  const counts = Map.groupBy(fates, ({ upload }) => upload);
  const bombOf = ({ name }: Fate) => bombs.find((bomb) => name.replace(/^\d+-/, '') === bomb.name);
  const harmless = bombs.filter((bomb) => bomb.harmless !== undefined);
  const strays = fates.filter(
    (fate) => !refusals.includes(fate.upload) && !(fate.upload === 201 && bombOf(fate)?.harmless !== undefined),
  );
  const doubled = fates.filter((fate) => bombOf(fate)?.name === 'svg-doubled-use.svg');
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return `# hostile

${bombs.length} files made to harm (threats.md, appendix B${dear ? '' : ' without what takes minutes to make: add `--long`'}, and the folder of bombs), ${atOnce} at a time, ${fates.length} uploads;
AVIF and TIFF switched on, and AVIF in spite of its known weaknesses.
Target: every file 413, 415 or 422, or no harm; others' p99 ≤ 2 × of quiet; no restart of the server.

| upload | files |
| --- | ---: |
${[...counts].map(([status, list]) => `| ${status} | ${list.length} |`).join('\n')}

Anything else than 413, 415, 422, or 201 of what is no harm: ${strays.length}${strays.map(({ name, upload }) => ` (${name}: ${upload})`).join('')}.
No harm, and why: ${harmless.map(({ name, harmless }) => `${name} (${harmless})`).join('; ')}.
Of their renders (\`rotate=90,w=200\`): ${[
    ...Map.groupBy(
      fates.filter(({ render }) => render !== undefined),
      ({ render }) => render,
    ),
  ]
    .map(([status, list]) => `${list.length} × ${status}`)
    .join(', ')}.

| other traffic | beside | ms quiet, p50 / p99 | ms then, p50 / p99 | × p99 | answers then | ms a volley |
| --- | --- | ---: | ---: | ---: | --- | ---: |
${[...rowsOf('files made to harm', fired), ...rowsOf('as many photographs of their sizes', plain), ...rowsOf('bare node:http instead, which throws the files away', bare)].join('\n')}

Hits are ${hitsPerSecond} a second, small renders ${rendersPerSecond}: p99 of hits is the sixth slowest of 500, that of renders the slowest of some 40.
Memory of the server and its render processes: ${megabytes(restBytes)} at rest, at most ${megabytes(peakBytes)} under fire: ${megabytes(peakBytes - restBytes)} more, of a budget of ${megabytes(budgetBytes)}.
The drawing of 2³⁰ \`use\`: answered ${[...new Set(doubled.map(({ upload }) => upload))].join(', ')} after ${Math.max(...doubled.map(({ millis }) => millis)).toFixed(0)} ms at most, the queue of 64 included.
A drawing that would burn half a minute, with a deadline of 2 s: answered ${slow.status} after ${slow.millis.toFixed(0)} ms (target ≤ 2250); the server and its
processes then used ${slow.cpuAfter.toFixed(0)} ms of CPU in half a second.

Made by \`npm run bench -- hostile${dear ? ' --long' : ''}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
Three processes share the cores: the server, those others, and whoever sends the files, niced by 10; volleys begin at least 2 s apart.
`;
}

function rowsOf(beside: string, { quiet, busy, volleys }: Felt): string[] {
  const row = (what: string, before: Traffic, then: Traffic) =>
    `| ${what} | ${beside} | ${share(before.millis, 0.5).toFixed(1)} / ${share(before.millis, 0.99).toFixed(1)} | ${share(then.millis, 0.5).toFixed(1)} / ${share(then.millis, 0.99).toFixed(1)} | ${(share(then.millis, 0.99) / share(before.millis, 0.99)).toFixed(2)} | ${statusesOf(then)} | ${median(volleys.millis).toFixed(0)} |`;
  return [
    row('hits', quiet.hits, busy.hits),
    ...(quiet.renders && busy.renders ? [row('small renders', quiet.renders, busy.renders)] : []),
  ];
}
