// Mezzanines: what later results of a source that is dear to decode cost, of its mezzanine and of the original, and what
// they lose by it.
import { setTimeout } from 'node:timers/promises';
import sharp, { type Sharp } from 'sharp';
import { alike, bandsOf, metric } from '../alike.ts';
import type { Bands } from '../ideal-resize.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';
import { median } from '../rounds.ts';

const rounds = 1;
// Adapters keep pixels for 5 s after their last use.
const forgetMillis = 5_500;
const first = [360, 720];
const alone = 480;
const later = [320, 640, 1280, 1600];
const formats = ['jpg', 'webp'] as const;
const sources: readonly (readonly [name: string, file: string, as: (image: Sharp) => Sharp | undefined])[] = [
  ['progressive.jpg', 'mountain-12mp.jpg', (image) => image.jpeg({ quality: 92, progressive: true })],
  ['photo.webp', 'mountain-12mp.jpg', (image) => image.webp({ quality: 90, effort: 2 })],
  ['photo.png', 'mountain-12mp.jpg', (image) => image.png({ compressionLevel: 3 })],
  ['photo.avif', 'mountain-12mp.jpg', (image) => image.avif({ quality: 60, effort: 0 })],
  ['huge.jpg', 'bird-24mp.jpg', () => undefined],
];

/** CPU milliseconds, and what came out. */
interface Visit {
  readonly lone: number;
  readonly bursts: readonly number[];
  readonly jpgs: readonly Uint8Array[];
}

export async function mezzanine(): Promise<string> {
  const settings = {
    IMG_REFINE: 'off',
    IMG_QUEUE_MILLIS: '20000',
    IMG_INPUTS: 'jpg,png,webp,avif',
    IMG_INPUTS_IN_SPITE: 'avif',
  };
  const without = await startProduct({ ...settings, IMG_MEZZANINE_BYTES: '0' });
  const product = await startProduct(settings);
  try {
    const rows: string[] = [];
    for (const [name, file, as] of sources) {
      const { bytes } = await photo(file);
      const source = (await as(sharp(bytes))?.toBuffer()) ?? bytes;
      const visits: [Visit, Visit][] = [];
      for (let round = 0; round < rounds; round += 1) {
        visits.push([await visit(without, name, source), await visit(product, name, source)]);
      }
      rows.push(await rowOf(name, source, visits));
    }
    return page(rows);
  } finally {
    await without.stop();
    await product.stop();
  }
}

let stored = 0;

/** Of a source that is stored anew: what comes after its first burst and after what follows that when nobody asks. */
async function visit(product: Product, name: string, source: Uint8Array): Promise<Visit> {
  const own = `${stored}-${name}`;
  stored += 1;
  await product.store(own, new Uint8Array(Buffer.concat([source, boxOf(own)])));
  await burst(product, own, first, 'jpg');
  await rest(product);
  const lone = await costOf(product, () => burst(product, own, [alone], 'jpg'));
  const bursts: number[] = [];
  let jpgs: Uint8Array[] = [];
  for (const format of formats) {
    const work = async () => {
      const made = await burst(product, own, later, format);
      if (format === 'jpg') jpgs = made;
    };
    bursts.push(await costOf(product, work));
  }
  return { lone, bursts, jpgs };
}

/** Makes bytes of their own of it: a box that readers skip (ISO/IEC 14496-12, `free`); behind other formats it is nothing at all. */
function boxOf(text: string): Buffer {
  const box = Buffer.from(`\0\0\0\0free${text}`);
  box.writeUInt32BE(box.length);
  return box;
}

async function burst(product: Product, name: string, widths: readonly number[], format: string): Promise<Uint8Array[]> {
  const urls = widths.map((width) => `${product.url}/img/w=${width},f=${format}/${name}`);
  const answers = await Promise.all(urls.map((url) => fetch(url)));
  const wrong = answers.find(({ status }) => status !== 200);
  if (wrong !== undefined) throw new Error(`Expected 200 for ${wrong.url} but got ${wrong.status}.`);
  return Promise.all(answers.map((answer) => answer.bytes()));
}

async function costOf(product: Product, work: () => Promise<unknown>): Promise<number> {
  const before = cpuMillisOf(product.pid);
  await work();
  return cpuMillisOf(product.pid) - before;
}

/** Until it does nothing of its own accord any more, and has forgotten the pixels of the first burst. */
async function rest(product: Product): Promise<void> {
  await setTimeout(forgetMillis);
  for (let quiet = 0; quiet < 2; ) {
    const spent = await costOf(product, () => setTimeout(250));
    quiet = spent < 10 ? quiet + 1 : 0;
  }
}

async function rowOf(name: string, source: Uint8Array, visits: readonly [Visit, Visit][]): Promise<string> {
  const cell = (costOfVisit: (one: Visit) => number) => {
    const pairs = visits.map(([a, b]) => [costOfVisit(a), costOfVisit(b)] as const);
    const [before, after] = [0, 1].map((side) => median(pairs.map((pair) => pair[side] as number)));
    return `${before?.toFixed(0)} → ${after?.toFixed(0)} (${median(pairs.map(([a, b]) => b / a)).toFixed(2)})`;
  };
  const lost = await lossOf(source, visits[0] as [Visit, Visit]);
  const all = cell(({ lone, bursts }) => lone + bursts.reduce((sum, one) => sum + one));
  const cells = [cell(({ lone }) => lone), ...formats.map((_, place) => cell(({ bursts }) => bursts[place] ?? 0)), all];
  return `| ${[name, (source.length / 1e6).toFixed(1), ...cells, ...lost.map((one) => one.toFixed(1))].join(' | ')} |`;
}

/** How much less the jpgs look like the picture, width by width. */
async function lossOf(source: Uint8Array, [direct, ours]: readonly [Visit, Visit]): Promise<number[]> {
  const whole = await bandsOf(source);
  const scoreOf = async (jpg: Uint8Array | undefined, reference: Bands) =>
    alike(reference, await bandsOf(jpg ?? new Uint8Array(0)));
  const losses: number[] = [];
  for (const [place, width] of later.entries()) {
    const reference = await scaled(whole, width);
    losses.push((await scoreOf(direct.jpgs[place], reference)) - (await scoreOf(ours.jpgs[place], reference)));
  }
  return losses;
}

/** Of all of its pixels. */
async function scaled({ data, width, height }: Bands, to: number): Promise<Bands> {
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const size = [to, Math.round((height * to) / width)] as const;
  return bandsOf(
    await image
      .resize(...size, { fit: 'fill' })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  );
}

function page(rows: readonly string[]): string {
  return `# mezzanine

Sources that are dear to decode. After a first burst (${first.join(', ')} px jpg) and some rest: one more jpg (${alone} px), then ${later.join(', ')} px at once,
in jpg and right after that in webp, which without mezzanines are of the pixels that the jpgs have left.
CPU ms of all processes without mezzanines → with them (ratio inside the round), median of rounds: ${rounds}. Lost: points of
${metric}, against the same result of the original.
Target: nothing visibly worse (a step of quality from 80 to 75 is about 3 points); below 1.00 but for the webps, and 0.70 for all.

| source | MB | one jpg | ${later.length} jpgs | ${later.length} webps | all | ${later.map((width) => `lost at ${width}`).join(' | ')} |
| --- | ---: | ---: | ---: | ---: | ---: | ${later.map(() => '---:').join(' | ')} |
${rows.join('\n')}

Made by \`npm run bench -- mezzanine\`.
`;
}
