// What a watermark costs: a 12 MP photograph to JPEG through this engine, without a mark, with one, with tiles and with
// text, and the same with sharp's composite in the chain. In this process, so that CPU is all there is to measure.
import process from 'node:process';
import sharp from 'sharp';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type OverlayOp, type PixelOp } from '../../../core/index.ts';
import { photo } from '../photos.ts';
import { type Comparison, type Contender, compare } from '../rounds.ts';
import type { Table } from '../table.ts';

const rounds = 9;
const mark = { width: 200, height: 60 };

export async function overlay(): Promise<Table> {
  const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png'] });
  const { bytes } = await photo('mountain-12mp.jpg');
  const logo = await drawnMark();
  const rows: Comparison[] = [];
  for (const width of [800, 1600]) {
    const height = Math.round((width * 2) / 3);
    const size: PixelOp = { op: 'resize', width, height };
    const place = { x: width - 10, y: height - 10, of: { x: 1, y: 1 } };
    const op: OverlayOp = { op: 'overlay', mark: { image: 'logo', ...mark }, degrees: 0, opacity: 1, place };
    const line = { text: 'An example of text', size: 32, width, height, r: 255, g: 255, b: 255 };
    const ours = (more: readonly PixelOp[]) => () =>
      engine.render({
        source: sourceOf('jpg', bytes),
        frames: 'first',
        ops: [size, ...more],
        encode: { op: 'encode', ext: 'jpg', quality: 80 },
        images: [{ version: 'logo', source: sourceOf('png', logo) }],
      });
    const fused = (more: { tile?: boolean }) => () =>
      sharp(bytes)
        .resize(width, height, { fit: 'fill' })
        .composite([{ input: logo, left: width - 210, top: Math.round(height - 70), ...more }])
        .jpeg({ quality: 80 })
        .toBuffer();
    const contenders = [
      contender(`${width} px, no mark`, ours([])),
      contender(`${width} px, image`, ours([op])),
      contender(`${width} px, image, sharp's composite`, fused({})),
      contender(`${width} px, tiles`, ours([{ ...op, tile: { across: 40, down: 40 } }])),
      contender(`${width} px, tiles, sharp's composite`, fused({ tile: true })),
      contender(`${width} px, text`, ours([{ ...op, mark: line }])),
    ];
    rows.push(...(await compare(contenders, rounds)));
  }
  await engine.close();
  return { title: 'A mark on a 12 MP photograph scaled to JPEG', target: 'an image ≤ 1.2 × no mark', rows };
}

function contender(name: string, work: () => Promise<unknown>): Contender {
  return {
    name,
    async slot() {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    },
  };
}

function drawnMark(): Promise<Buffer> {
  return sharp({ create: { ...mark, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0.6 } } })
    .png()
    .toBuffer();
}

function sourceOf(ext: 'jpg' | 'png', bytes: Uint8Array) {
  return { ext, byteLength: bytes.length, bytes: async () => bytes };
}
