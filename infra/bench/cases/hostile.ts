// What hostile files do to a whole server: what becomes of each, what other traffic feels, and what memory it takes.
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { residentBytes } from '../hostile/family.ts';
import { type Fate, fateOf, inFlight } from '../hostile/fates.ts';
import { type Recipe, recipesWith, slowDrawing, soundBombs } from '../hostile/recipes.ts';
import { atRate, share, statusesOf, type Traffic } from '../open-loop.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';

const atOnce = 64;
const flood = 200_000_000;
// Of all renders and looks together; small enough that what hostile files announce does not fit in at the same time.
const budgetBytes = 1024 ** 3;
const refusals = [413, 415, 422];
const quietMillis = 10_000;
const leastMillis = 10_000;
// Other traffic: hits, and small pictures that have to be made.
const hitsPerSecond = 50;
const rendersPerSecond = 4;
// Of somebody else than who sends the files.
const elsewhere = '127.0.9.1';

interface Others {
  readonly hits: Traffic;
  readonly renders: Traffic;
}

/** `dear` adds recipes that take minutes and gigabytes to make. */
export async function hostile(dear: boolean): Promise<string> {
  const bombs = await bombsOf(dear);
  const product = await startProduct({
    IMG_INPUTS: 'jpg,png,webp,gif,svg,tiff,avif',
    IMG_INPUTS_IN_SPITE: 'avif',
    IMG_RENDER_BYTES: String(budgetBytes),
  });
  try {
    const { bytes } = await photo('foliage-1mp.jpg');
    await product.store('photo.jpg', bytes);
    await others(product, (stop) => pause(1000).then(() => stop.abort()));
    const quiet = await others(product, (stop) => pause(quietMillis).then(() => stop.abort()));
    const restBytes = residentBytes(product.pid);
    let peakBytes = 0;
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(product.pid));
    }, 50);
    const fates: Fate[] = [];
    const busy = await others(product, async (stop) => {
      const begun = performance.now();
      let round = 0;
      do {
        // Other names and the same bytes: nothing is remembered of a file that was refused.
        const named = bombs.map(({ name, bytes }) => ({ name: `${round}-${name}`, bytes }));
        fates.push(...(await inFlight(named, atOnce, ({ name, bytes }) => fateOf(product, name, bytes))));
        round += 1;
      } while (performance.now() - begun < leastMillis);
      stop.abort();
    });
    clearInterval(watch);
    // The server of the beginning: a start in its place would have another number.
    process.kill(product.pid, 0);
    return pageOf(dear, bombs, fates, quiet, busy, restBytes, peakBytes, await deadline());
  } finally {
    await product.stop();
  }
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

async function others(product: Product, during: (stop: AbortController) => Promise<void>): Promise<Others> {
  const stop = new AbortController();
  const hits = atRate(hitsPerSecond, () => `${product.url}/img/w=400/photo.jpg`, stop.signal, elsewhere);
  const target = () => `${product.url}/img/w=${50 + Math.floor(Math.random() * 500)},q=${40 + (nth++ % 50)}/photo.jpg`;
  const renders = atRate(rendersPerSecond, target, stop.signal, elsewhere);
  await during(stop);
  return { hits: await hits, renders: await renders };
}

let nth = 0;

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

function pageOf(
  dear: boolean,
  bombs: readonly Bomb[],
  fates: readonly Fate[],
  quiet: Others,
  busy: Others,
  restBytes: number,
  peakBytes: number,
  slow: Deadline,
): string {
  const counts = Map.groupBy(fates, ({ upload }) => upload);
  const bombOf = ({ name }: Fate) => bombs.find((bomb) => name.replace(/^\d+-/, '') === bomb.name);
  const harmless = bombs.filter((bomb) => bomb.harmless !== undefined);
  const strays = fates.filter(
    (fate) => !refusals.includes(fate.upload) && !(fate.upload === 201 && bombOf(fate)?.harmless !== undefined),
  );
  const doubled = fates.filter((fate) => bombOf(fate)?.name === 'svg-doubled-use.svg');
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const row = (name: string, before: Traffic, after: Traffic) =>
    `| ${name} | ${share(before.millis, 0.5).toFixed(1)} / ${share(before.millis, 0.99).toFixed(1)} | ${share(after.millis, 0.5).toFixed(1)} / ${share(after.millis, 0.99).toFixed(1)} | ${(share(after.millis, 0.99) / share(before.millis, 0.99)).toFixed(2)} | ${statusesOf(after)} |`;
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

| other traffic | ms quiet, p50 / p99 | ms under fire, p50 / p99 | × p99 | answers under fire |
| --- | ---: | ---: | ---: | --- |
${row(`${hitsPerSecond} hits a second`, quiet.hits, busy.hits)}
${row(`${rendersPerSecond} small renders a second`, quiet.renders, busy.renders)}

Memory of the server and its render processes: ${megabytes(restBytes)} at rest, at most ${megabytes(peakBytes)} under fire: ${megabytes(peakBytes - restBytes)} more, of a budget of ${megabytes(budgetBytes)}.
The drawing of 2³⁰ \`use\`: answered ${[...new Set(doubled.map(({ upload }) => upload))].join(', ')} after ${Math.max(...doubled.map(({ millis }) => millis)).toFixed(0)} ms at most, the queue of 64 included.
A drawing that would burn half a minute, with a deadline of 2 s: answered ${slow.status} after ${slow.millis.toFixed(0)} ms (target ≤ 2250); the server and its
processes then used ${slow.cpuAfter.toFixed(0)} ms of CPU in half a second.

Made by \`npm run bench -- hostile${dear ? ' --long' : ''}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
Client and server share the cores.
`;
}
