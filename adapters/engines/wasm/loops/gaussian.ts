// libvips' Gaussian: of whole numbers up to twenty, and cut off where it falls below a share of its middle. Such a kernel
// is a sum of at most twenty boxes, and of a box two running sums tell: the cost is the same for every sigma.

export interface Gaussian {
  /** Half-widths of boxes, and how many have each. */
  readonly halves: Int32Array;
  readonly times: Int32Array;
  /** Of the widest. */
  readonly reach: number;
  /** Of all of it. */
  readonly weight: number;
}

const top = 20;

export function gaussian(sigma: number, least: number): Gaussian {
  const boxes = new Map<number, number>();
  let reach = 0;
  while (Math.exp(-((reach + 1) ** 2) / (2 * sigma ** 2)) >= least) reach += 1;
  let weight = 0;
  for (let level = 1, half = reach; level <= top; level += 1) {
    while (Math.round(top * Math.exp(-(half ** 2) / (2 * sigma ** 2))) < level) half -= 1;
    boxes.set(half, (boxes.get(half) ?? 0) + 1);
    weight += 2 * half + 1;
  }
  return { halves: Int32Array.from(boxes.keys()), times: Int32Array.from(boxes.values()), reach, weight };
}

/** A line of values at every `step`, in place; beyond its ends stand what its ends are. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** In place, across and down, each channel by itself. */
export function smooth(values: Uint8ClampedArray | Float32Array, plane: Plane, kernel: Gaussian): void {
  const { width, height, channels } = plane;
  const sums = new Float64Array(Math.max(width, height) + 2 * kernel.reach + 1);
  const row = width * channels;
  for (let band = 0; band < channels; band += 1) {
    for (let y = 0; y < height; y += 1) {
      smoothLine(values, { start: y * row + band, step: channels, length: width }, kernel, sums);
    }
    for (let x = 0; x < width; x += 1) {
      smoothLine(values, { start: x * channels + band, step: row, length: height }, kernel, sums);
    }
  }
}

function smoothLine(
  values: Uint8ClampedArray | Float32Array,
  { start, step, length }: Line,
  { halves, times, reach, weight }: Gaussian,
  sums: Float64Array,
): void {
  for (let place = -reach, sum = 0; place < length + reach; place += 1) {
    const inside = Math.min(Math.max(place, 0), length - 1);
    sum += values[start + inside * step] as number;
    sums[place + reach + 1] = sum;
  }
  for (let place = 0; place < length; place += 1) {
    const middle = place + reach;
    let total = 0;
    for (let box = 0; box < halves.length; box += 1) {
      const half = halves[box] as number;
      total += (times[box] as number) * ((sums[middle + half + 1] as number) - (sums[middle - half] as number));
    }
    values[start + place * step] = total / weight;
  }
}
