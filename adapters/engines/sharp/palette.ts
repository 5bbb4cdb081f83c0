// f=palette: the colours that a picture is made of. Which ones, libimagequant decides (through the encoder of
// palette PNGs); how much of the picture each stands for is counted here.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { fromPixels, toPixels } from './pixels.ts';

interface Palette {
  /** The first of `colors`; null where no pixel can be seen. */
  readonly dominant: string | null;
  /** Commonest first. `share` is a part of the pixels that can be seen, to four digits. */
  readonly colors: readonly { readonly hex: string; readonly share: number }[];
}

// More pixels than these change the shares by less than they are rounded to.
const side = 200;

export async function paletteOf(pixels: Pixels, colors: number, signal: AbortSignal): Promise<Palette> {
  const small = await toPixels('pixels', signal, () =>
    fromPixels(pixels)
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha(),
  );
  const png = await fromPixels(small).png({ palette: true, colours: colors, dither: 0 }).toBuffer();
  const entries = coloursOf(png);
  const counts = countNearest(small.data, entries);
  const seen = counts.reduce((sum, count) => sum + count, 0);
  const found = joinNearest(
    entries.map((colour, index) => ({ colour, count: counts[index] as number })),
    colors,
  )
    .sort((a, b) => b.count - a.count)
    .map(({ colour, count }) => ({ hex: hexOf(colour), share: Math.round((count / seen) * 10_000) / 10_000 }));
  return { dominant: found[0]?.hex ?? null, colors: found };
}

type Entry = readonly [red: number, green: number, blue: number];

/** Entries of the PLTE chunk that can be seen, by the tRNS chunk (PNG, third edition, sections 11.2.2 and 11.3.1.1). */
function coloursOf(png: Buffer): readonly Entry[] {
  const colours = chunkOf(png, 'PLTE') ?? Buffer.alloc(0);
  const alphas = chunkOf(png, 'tRNS') ?? Buffer.alloc(0);
  const entries = Array.from({ length: colours.length / 3 }, (_, index) => {
    const [red, green, blue] = colours.subarray(index * 3) as unknown as [number, number, number];
    return [red, green, blue] as const;
  });
  return entries.filter((_, index) => isSeen(alphas[index] ?? 255));
}

function chunkOf(png: Buffer, type: string): Buffer | undefined {
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === type) return png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  }
  return undefined;
}

// Less than half there: whoever sees it sees mostly what is behind.
function isSeen(alpha: number): boolean {
  return alpha >= 128;
}

function countNearest(rgba: Uint8Array, entries: readonly Entry[]): number[] {
  const counts = entries.map(() => 0);
  for (let at = 0; at < rgba.length; at += 4) {
    if (!isSeen(rgba[at + 3] as number)) continue;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    entries.forEach(([red, green, blue], index) => {
      const distance =
        ((rgba[at] as number) - red) ** 2 +
        ((rgba[at + 1] as number) - green) ** 2 +
        ((rgba[at + 2] as number) - blue) ** 2;
      if (distance < least) [nearest, least] = [index, distance];
    });
    if (counts.length > 0) counts[nearest] = (counts[nearest] as number) + 1;
  }
  return counts;
}

interface Counted {
  readonly colour: Entry;
  readonly count: number;
}

/**
 * At most `most` of those that were counted: the encoder's palette has as many entries as its bits can number, 2, 4, 16
 * or 256. Joined are always the two whose mean is least wrong for the pixels they stand for (Ward, 1963).
 */
function joinNearest(all: readonly Counted[], most: number): Counted[] {
  const kept = all.filter(({ count }) => count > 0);
  while (kept.length > most) {
    let [left, right, least] = [0, 1, Number.POSITIVE_INFINITY];
    for (let a = 0; a < kept.length; a++) {
      for (let b = a + 1; b < kept.length; b++) {
        const loss = lossOf(kept[a] as Counted, kept[b] as Counted);
        if (loss < least) [left, right, least] = [a, b, loss];
      }
    }
    kept[left] = meanOf(kept[left] as Counted, kept[right] as Counted);
    kept.splice(right, 1);
  }
  return kept;
}

function lossOf(a: Counted, b: Counted): number {
  return (distance(a.colour, b.colour) * a.count * b.count) / (a.count + b.count);
}

function meanOf(a: Counted, b: Counted): Counted {
  const count = a.count + b.count;
  const mean = (band: 0 | 1 | 2) => (a.colour[band] * a.count + b.colour[band] * b.count) / count;
  return { colour: [mean(0), mean(1), mean(2)], count };
}

function distance(a: Entry, b: Entry): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

function hexOf(bands: Entry): string {
  return `#${Buffer.from(bands.map(Math.round)).toString('hex')}`;
}
