// What jobs take against what core/pipeline/price.ts says they will: memory is reserved and lanes are chosen by it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import {
  builtinModules,
  chooseFormat,
  createNativeDialect,
  createPlanner,
  type Recipe,
  type Shape,
} from '../../../core/index.ts';
import { priceOf } from '../../../core/pipeline/price.ts';
import { photo } from '../photos.ts';
import type { Job } from '../servers/priced-render.ts';

const [width, height] = [6000, 4000];
const [frames, frameWidth, frameHeight] = [60, 500, 400];
const run = promisify(execFile);
const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);

interface Source {
  readonly name: string;
  readonly shape: Shape;
  readonly frames: number;
  readonly file: string;
}

const still = { width, height, orientation: 1, animated: false, alpha: false, progressive: false } as const;
const moving = { ...still, width: frameWidth, height: frameHeight, animated: true, alpha: true };

const writers: readonly (readonly [name: string, shape: Shape, write: (photo: Sharp, strip: Sharp) => Sharp])[] = [
  ['JPEG', { ...still, ext: 'jpg' }, (image) => image.jpeg({ quality: 92 })],
  [
    'progressive JPEG',
    { ...still, ext: 'jpg', progressive: true },
    (image) => image.jpeg({ quality: 92, progressive: true }),
  ],
  ['PNG', { ...still, ext: 'png' }, (image) => image.png({ compressionLevel: 1 })],
  [
    'interlaced PNG',
    { ...still, ext: 'png', progressive: true },
    (image) => image.png({ compressionLevel: 1, progressive: true }),
  ],
  ['WebP', { ...still, ext: 'webp' }, (image) => image.webp({ quality: 85, effort: 2 })],
  // More pixels of it are refused.
  [
    'AVIF of 15 MP',
    { ...still, width: 4800, height: 3200, ext: 'avif' },
    (image) => image.resize(4800, 3200).avif({ quality: 55, effort: 0 }),
  ],
  [`GIF of ${frames} frames`, { ...moving, ext: 'gif' }, (_, strip) => strip.gif({ effort: 1 })],
  [`WebP of ${frames} frames`, { ...moving, ext: 'webp' }, (_, strip) => strip.webp({ effort: 0 })],
];

const jobs: readonly (readonly [source: string, options: string])[] = [
  ['JPEG', 'w=800'],
  ['JPEG', 'w=800,f=webp'],
  ['JPEG', 'w=800,f=avif'],
  ['JPEG', 'w=1600,f=avif'],
  ['JPEG', 'w=1600,mozjpeg=true'],
  ['JPEG', 'w=800,progressive=true'],
  ['JPEG', 'f=webp'],
  ['JPEG', 'f=avif'],
  ['JPEG', 'mozjpeg=true'],
  ['JPEG', 'f=png'],
  ['JPEG', 'rotate=90'],
  ['JPEG', 'rotate=7'],
  ['JPEG', 'crop=100;100;4000;3000~w=800,blur=20'],
  ['JPEG', 'w=800,h=800,fit=cover,g=attention'],
  ['JPEG', 'w=1600,gamma=1.4,saturation=1.3,sharpen=1'],
  ['progressive JPEG', 'w=800'],
  ['PNG', 'w=800'],
  ['interlaced PNG', 'w=800'],
  ['WebP', 'w=800,f=jpg'],
  ['WebP', 'rotate=90,f=jpg'],
  ['AVIF of 15 MP', 'w=800,f=jpg'],
  [`GIF of ${frames} frames`, 'w=250'],
  [`GIF of ${frames} frames`, 'w=250,f=webp'],
  [`WebP of ${frames} frames`, 'w=250'],
  [`WebP of ${frames} frames`, '_'],
];

export async function price(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  try {
    const sources = await writeSources(folder);
    const rows: string[] = [];
    for (const [name, options] of jobs) {
      console.log(`  ${name}: ${options}`);
      rows.push(await rowOf(sources.find((source) => source.name === name) as Source, options));
    }
    return page(rows);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeSources(folder: string): Promise<Source[]> {
  const { bytes } = await photo('foliage-12mp.jpg');
  const large = await sharp(bytes).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  const raw = { width, height, channels: 3 } as const;
  const strip = await sharp(bytes)
    .resize(frameWidth, frameHeight * frames, { fit: 'cover' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const sources: Source[] = [];
  for (const [name, shape, write] of writers) {
    const file = join(folder, `${sources.length}.${shape.ext}`);
    const image = sharp(large, { raw });
    const animation = sharp(strip, {
      raw: { width: frameWidth, height: frameHeight * frames, channels: 4, pageHeight: frameHeight },
    });
    await writeFile(file, await write(image, animation).toBuffer());
    sources.push({ name, shape, frames: shape.animated ? frames : 1, file });
  }
  return sources;
}

async function rowOf(source: Source, options: string): Promise<string> {
  const recipe = dialect.read(`${encodeURIComponent(options)}/a`) as Recipe;
  const { ext } = chooseFormat(recipe, source.shape, 'none');
  const plan = planner.plan(recipe, source.shape, ext);
  const priced = priceOf(plan, source.frames);
  const { frames, ops, encode } = plan;
  const { size } = await stat(source.file);
  const job: Job = { file: source.file, byteLength: size, shape: source.shape, task: { frames, ops, encode } };
  const environment = { ...process.env, MALLOC_ARENA_MAX: '1', UV_THREADPOOL_SIZE: '2' };
  const script = 'infra/bench/servers/priced-render.ts';
  const { stdout } = await run(process.execPath, [script, JSON.stringify(job)], { env: environment });
  const { peakBytes, millis } = JSON.parse(stdout) as { peakBytes: number; millis: number };
  const cells = [
    `${source.name}, \`${options}\` → ${ext}`,
    (peakBytes / 1e6).toFixed(0),
    (priced.bytes / 1e6).toFixed(0),
    `${(priced.bytes / peakBytes).toFixed(1)}${priced.bytes < peakBytes ? ' **too little**' : ''}`,
    millis.toFixed(0),
    priced.millis.toFixed(0),
    priced.dear ? 'dear' : 'cheap',
  ];
  return `| ${cells.join(' | ')} |`;
}

function page(rows: readonly string[]): string {
  const [megapixels, movingPixels] = [(width * height) / 1e6, (frameWidth * frameHeight * frames) / 1e6];
  return `# price

What a render takes at its peak above an idle process, and its CPU, against what \`core/pipeline/price.ts\` expects of its
plan. Each job in a process of its own, with the environment of a render process. Stills have ${megapixels} MP, animations
${movingPixels} MP in all. Target: never priced below what was measured.

| job | MB | priced | × | CPU ms | priced | lane |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
${rows.join('\n')}

Made by \`npm run bench -- price\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}
