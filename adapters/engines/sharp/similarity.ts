// How alike two pictures look, as a score of about what SSIMULACRA2 gives (cloudinary/ssimulacra2: 90 cannot be told
// apart, 70 is high quality, 50 medium): SSIM of the luma at full and at half size. Fitted over four photographs in
// jpg, webp and avif of five qualities each; where SSIMULACRA2 said 55 to 88 the score was 3.6 off (standard
// deviation). Chroma is not looked at: all that is compared here has it at half size.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';

/** Luma 0 to 255, rows without padding. */
interface Luma {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** What a score is made from; made once of the picture that many others are compared with. */
export interface Scales {
  readonly full: Luma;
  readonly half: Luma;
}

/** The shortest side that can be compared: two windows at half size. */
export const leastSide = 24;

/** Clear pixels count by the colour they have. */
export function scalesOf(pixels: Pixels): Scales {
  const full = lumaOf(pixels);
  return { full, half: halved(full) };
}

/** Of pictures of the same size. 96 for equal ones. */
export function score(a: Scales, b: Scales): number {
  return weights.none - weights.full * unlike(a.full, b.full) - weights.half * unlike(a.half, b.half);
}

const weights = { none: 96, full: 18, half: 239 } as const;

function unlike(a: Luma, b: Luma): number {
  return Math.sqrt(Math.max(0, 1 - similarity(a, b)));
}

// Rec. 709, as for sRGB.
function lumaOf({ data, width, height, channels }: Pixels): Luma {
  const luma = new Float32Array(width * height);
  for (let to = 0, from = 0; to < luma.length; to += 1, from += channels) {
    const first = data[from] as number;
    luma[to] =
      channels < 3 ? first : 0.2126 * first + 0.7152 * (data[from + 1] as number) + 0.0722 * (data[from + 2] as number);
  }
  return { data: luma, width, height };
}

function halved({ data, width, height }: Luma): Luma {
  const across = width >> 1;
  const down = height >> 1;
  const half = new Float32Array(across * down);
  for (let y = 0, to = 0; y < down; y += 1) {
    for (let x = 0, from = 2 * y * width; x < across; x += 1, from += 2, to += 1) {
      const above = (data[from] as number) + (data[from + 1] as number);
      half[to] = (above + (data[from + width] as number) + (data[from + width + 1] as number)) / 4;
    }
  }
  return { data: half, width: across, height: down };
}

const cell = 4;
// Sums over a cell of 4 × 4 pixels: of a, b, a², b² and ab.
const sums = 5;
// Of the paper, for values up to 255: (0.01 × 255)² and (0.03 × 255)².
const c1 = 6.5025;
const c2 = 58.5225;

/**
 * SSIM (Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment: from error visibility to structural
 * similarity") over windows of 8 × 8 pixels that begin every 4: each is two by two cells, so a pixel is added up once.
 */
function similarity(a: Luma, b: Luma): number {
  const across = Math.floor(a.width / cell);
  const down = Math.floor(a.height / cell);
  let above = rowOfCells(a, b, 0, across);
  let total = 0;
  for (let row = 1; row < down; row += 1) {
    const below = rowOfCells(a, b, row, across);
    for (let at = sums; at < across * sums; at += sums) total += windowAt(above, below, at);
    above = below;
  }
  return total / ((across - 1) * (down - 1));
}

function rowOfCells(a: Luma, b: Luma, row: number, across: number): Float64Array {
  const cells = new Float64Array(across * sums);
  for (let y = row * cell; y < (row + 1) * cell; y += 1) {
    const start = y * a.width;
    for (let x = 0; x < across * cell; x += 1) {
      const left = a.data[start + x] as number;
      const right = b.data[start + x] as number;
      const at = (x >> 2) * sums;
      cells[at] = (cells[at] as number) + left;
      cells[at + 1] = (cells[at + 1] as number) + right;
      cells[at + 2] = (cells[at + 2] as number) + left * left;
      cells[at + 3] = (cells[at + 3] as number) + right * right;
      cells[at + 4] = (cells[at + 4] as number) + left * right;
    }
  }
  return cells;
}

function windowAt(above: Float64Array, below: Float64Array, at: number): number {
  const mean = (sum: number) => {
    const left = at + sum - sums;
    const right = at + sum;
    return (
      ((above[left] as number) + (above[right] as number) + (below[left] as number) + (below[right] as number)) / 64
    );
  };
  const a = mean(0);
  const b = mean(1);
  const spread = mean(2) - a * a + mean(3) - b * b;
  const together = mean(4) - a * b;
  return ((2 * a * b + c1) * (2 * together + c2)) / ((a * a + b * b + c1) * (spread + c2));
}
