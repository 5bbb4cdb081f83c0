// What the quality profiles, q=auto and max-bytes give and cost, on the photographs at 640 px.
import { cpus } from 'node:os';
import process from 'node:process';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type EncodeOp, type Ext, type PixelOp } from '../../../core/index.ts';
import { alike, bandsOf, metric } from '../alike.ts';
import { type Bands, idealResize } from '../ideal-resize.ts';
import { type Photo, photo } from '../photos.ts';

const names = ['foliage-12mp.jpg', 'mountain-12mp.jpg', 'bird-12mp.jpg', 'creek-12mp.jpg'];
const width = 640;
const tries = 3;
const inputs: readonly Ext[] = ['jpg', 'png', 'webp', 'gif', 'avif'];
const png: EncodeOp = { op: 'encode', ext: 'png', effort: 0 };
const usual = { jpg: { quality: 80 }, webp: { quality: 80, effort: 2 }, avif: { quality: 50, effort: 0 } } as const;

export async function quality(): Promise<string> {
  const engine = createSharpEngine({ limits: defaultLimits, inputs });
  const render = async (bytes: Uint8Array, ext: Ext, ops: readonly PixelOp[], encode: EncodeOp) => {
    const source = { ext, byteLength: bytes.length, bytes: async () => bytes };
    return (await engine.render({ source, frames: 'first', ops, encode })).bytes;
  };
  const profiles: string[] = [];
  const encodings: string[] = [];
  for (const name of names) {
    const { bytes, name: shown } = await photo(name);
    const source = await bandsOf(bytes);
    const scale = { op: 'resize', width, height: Math.round((source.height * width) / source.width) } as const;
    const one = (linear: object) => () => render(bytes, 'jpg', [{ ...scale, ...linear }], png);
    profiles.push(await profileRow(shown, source, one({}), one({ linear: true })));
    const pixels = await one({})();
    const small = await bandsOf(pixels);
    for (const ext of ['jpg', 'webp', 'avif'] as const) {
      const as = (more: object) => () => render(pixels, 'png', [], { op: 'encode', ext, ...usual[ext], ...more });
      encodings.push(await encodingRow(`${shown} → ${ext}`, small, as));
    }
  }
  await engine.close();
  return page(profiles, encodings);
}

type Make = () => Promise<Uint8Array>;

async function profileRow(name: Photo['name'], source: Bands, fast: Make, fine: Make): Promise<string> {
  const ideal = idealResize(source, width);
  const cells = [];
  for (const make of [fast, fine]) cells.push(await alike(ideal, await bandsOf(await make())), await cpuOf(make));
  const [fastScore = 0, fastMillis = 1, fineScore = 0, fineMillis = 0] = cells;
  return row(
    name,
    fastScore.toFixed(1),
    fineScore.toFixed(1),
    fastMillis.toFixed(0),
    (fineMillis / fastMillis).toFixed(1),
  );
}

async function encodingRow(name: string, picture: Bands, as: (more: object) => Make): Promise<string> {
  const [plain, auto] = [as({}), as({ quality: 'auto' })];
  const [before, after] = [await plain(), await auto()];
  const bound = as({ maxBytes: Math.floor(before.length * 0.7) });
  const [one, searched, bounded] = [await cpuOf(plain), await cpuOf(auto), await cpuOf(bound)];
  return row(
    name,
    (before.length / 1000).toFixed(1),
    (await alike(picture, await bandsOf(before))).toFixed(1),
    (after.length / before.length).toFixed(2),
    (await alike(picture, await bandsOf(after))).toFixed(1),
    one.toFixed(0),
    (searched / one).toFixed(1),
    (bounded / one).toFixed(1),
  );
}

/** Milliseconds of this process, all threads; the least of a few, since others only add to it. */
async function cpuOf(make: Make): Promise<number> {
  const costs: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = process.cpuUsage();
    await make();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return Math.min(...costs);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function page(profiles: readonly string[], encodings: readonly string[]): string {
  return `# quality

Photographs scaled to ${width} px. Alike: ${metric}; 90 cannot be told apart, 70 is high quality.

## Profiles

Against the same picture scaled in linear light, from every pixel, in 64-bit floats (\`infra/bench/ideal-resize.ts\`): a judge that
favours \`fine\` by what it is. Decoding and scaling, without the encoder.

| photograph | fast: alike | fine: alike | fast: CPU ms | fine: × fast |
| --- | ---: | ---: | ---: | ---: |
${profiles.join('\n')}

## Searches

Against the picture before it was encoded. \`q=auto\` aims at 75. \`max-bytes\` asks for 0.7 of the bytes of the usual quality. CPU of all
but the scaling, × one encoding of the usual quality.

| photograph | usual: KB | usual: alike | auto: × bytes | auto: alike | usual: CPU ms | auto: × CPU | max-bytes: × CPU |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${encodings.join('\n')}

Made by \`npm run bench -- quality\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}
