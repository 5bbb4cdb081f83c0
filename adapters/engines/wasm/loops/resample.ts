// Scaling by a kernel, across and down. A row at a time: beside source and result no more rows are held than the kernel is high.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { Size } from '../../../../core/index.ts';
import type { Weigh } from './kernels.ts';
import { codeOf, lightOf } from './lab.ts';

/** For each place of the result, where its pixels of the source begin, and what they count. */
interface Taps {
  readonly starts: Int32Array;
  readonly count: number;
  readonly weights: Float32Array;
}

/** `isLight`: averages light, and not the numbers that stand for it. */
export function resample(pixels: Pixels, { width, height }: Size, kernel: Weigh, isLight: boolean): Pixels {
  const across = tapsOf(pixels.width, width, kernel);
  const down = tapsOf(pixels.height, height, kernel);
  const rows = Array.from({ length: down.count }, () => new Float32Array(width * 4));
  const line = new Float32Array(pixels.width * 4);
  const sums = new Float32Array(width * 4);
  const made: Pixels = { data: new Uint8Array(width * height * 4), width, height, channels: 4 };
  for (let y = 0, next = 0; y < height; y += 1) {
    const start = down.starts[y] as number;
    for (next = Math.max(next, start); next < start + down.count; next += 1) {
      readRow(pixels, next, line, isLight);
      narrow(line, across, rows[next % down.count] as Float32Array);
    }
    sums.fill(0);
    for (let tap = 0; tap < down.count; tap += 1) {
      const weight = down.weights[y * down.count + tap] as number;
      if (weight !== 0) addRow(sums, rows[(start + tap) % down.count] as Float32Array, weight);
    }
    writeRow(made, y, sums, isLight);
  }
  return made;
}

// What reaches beyond an edge counts for the edge.
function tapsOf(from: number, to: number, { reach, at }: Weigh): Taps {
  const stretch = Math.max(1, from / to);
  const half = reach * stretch;
  const count = Math.min(from, Math.ceil(2 * half) + 1);
  const starts = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let place = 0; place < to; place += 1) {
    const centre = ((place + 0.5) * from) / to - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(centre - half)), from - count);
    starts[place] = start;
    const own = weights.subarray(place * count, (place + 1) * count);
    let sum = 0;
    for (let pixel = Math.ceil(centre - half); pixel < centre + half; pixel += 1) {
      const weight = at(Math.abs(pixel - centre) / stretch);
      const tap = Math.min(Math.max(pixel, 0), from - 1) - start;
      own[tap] = (own[tap] as number) + weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap += 1) own[tap] = (own[tap] as number) / sum;
  }
  return { starts, count, weights };
}

/** In colours times alpha, 0 to 255. */
function readRow({ data, width }: Pixels, y: number, line: Float32Array, isLight: boolean): void {
  for (let from = y * width * 4, to = 0; to < line.length; from += 4, to += 4) {
    const alpha = data[from + 3] as number;
    for (let band = 0; band < 3; band += 1) {
      const value = data[from + band] as number;
      line[to + band] = isLight ? lightOf(value) * alpha : (value * alpha) / 255;
    }
    line[to + 3] = alpha;
  }
}

function narrow(line: Float32Array, { starts, count, weights }: Taps, row: Float32Array): void {
  for (let place = 0; place < starts.length; place += 1) {
    let [red, green, blue, alpha] = [0, 0, 0, 0];
    for (let tap = place * count, at = (starts[place] as number) * 4; tap < (place + 1) * count; tap += 1, at += 4) {
      const weight = weights[tap] as number;
      red += weight * (line[at] as number);
      green += weight * (line[at + 1] as number);
      blue += weight * (line[at + 2] as number);
      alpha += weight * (line[at + 3] as number);
    }
    row[place * 4] = red;
    row[place * 4 + 1] = green;
    row[place * 4 + 2] = blue;
    row[place * 4 + 3] = alpha;
  }
}

function addRow(sums: Float32Array, row: Float32Array, weight: number): void {
  for (let at = 0; at < row.length; at += 1) sums[at] = (sums[at] as number) + weight * (row[at] as number);
}

function writeRow({ data, width }: Pixels, y: number, sums: Float32Array, isLight: boolean): void {
  for (let from = 0, to = y * width * 4; from < sums.length; from += 4, to += 4) {
    const alpha = Math.min(255, Math.max(0, sums[from + 3] as number));
    data[to + 3] = Math.round(alpha);
    if (data[to + 3] === 0) continue;
    for (let band = 0; band < 3; band += 1) {
      const value = (sums[from + band] as number) / alpha;
      data[to + band] = isLight ? codeOf(value) : Math.round(Math.min(255, Math.max(0, value * 255)));
    }
  }
}
