// Reads PNGs that Images has written, small enough to be looked at in a Worker (PNG, Third Edition, sections 5.3, 7 and 9):
// eight bits a sample, not interlaced. Nothing from outside comes here.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../core/index.ts';

interface Chunks {
  readonly head: DataView;
  readonly palette: Uint8Array;
  readonly alphas: Uint8Array;
  readonly data: readonly Uint8Array[];
}

// By colour type: grey, RGB, palette, grey with alpha, RGBA.
const bandsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** RGBA. */
export async function readPng(bytes: Uint8Array): Promise<Pixels> {
  const { head, palette, alphas, data } = chunksOf(bytes);
  const [width, height, type] = [head.getUint32(0), head.getUint32(4), head.getUint8(9)];
  const bands = bandsOf[type];
  if (bands === undefined || head.getUint8(8) !== 8 || head.getUint8(12) !== 0) {
    throw new Failure('internal', 'Expected Cloudflare Images to write a PNG of eight bits a sample, row by row.');
  }
  const rows = unfiltered(await inflated(data), width * bands, height, bands);
  const rgba = new Uint8Array(width * height * 4);
  for (let from = 0, to = 0; to < rgba.length; from += bands, to += 4) {
    if (type === 3) {
      const index = rows[from] as number;
      rgba.set(palette.subarray(index * 3, index * 3 + 3), to);
      rgba[to + 3] = alphas[index] ?? 255;
      continue;
    }
    for (let band = 0; band < 3; band += 1) rgba[to + band] = rows[from + (bands < 3 ? 0 : band)] as number;
    rgba[to + 3] = bands % 2 === 0 ? (rows[from + bands - 1] as number) : 255;
  }
  return { data: rgba, width, height, channels: 4 };
}

function chunksOf(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = new Map<string, Uint8Array[]>();
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    named.set(name, [...(named.get(name) ?? []), bytes.subarray(at + 8, at + 8 + view.getUint32(at))]);
  }
  const [head = new Uint8Array(13)] = named.get('IHDR') ?? [];
  const [palette = new Uint8Array(0)] = named.get('PLTE') ?? [];
  const [alphas = new Uint8Array(0)] = named.get('tRNS') ?? [];
  return { head: new DataView(head.buffer, head.byteOffset), palette, alphas, data: named.get('IDAT') ?? [] };
}

async function inflated(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const stream = new Blob([...parts]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function unfiltered(data: Uint8Array, stride: number, height: number, bands: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)] as number;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < bands ? 0 : (rows[at - bands] as number);
      const above = y === 0 ? 0 : (rows[at - stride] as number);
      const corner = x < bands || y === 0 ? 0 : (rows[at - stride - bands] as number);
      rows[at] = (data[at + y + 1] as number) + predicted(filter, left, above, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const [byLeft, byAbove, byCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
