// The layers of a small convolutional network, on typed arrays: pixel by pixel, channels innermost.

/** Values of `channels` for each of side × side places. */
export interface Grid {
  readonly side: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** 3 × 3 from every channel to every other, without a border: two places less on each side. */
export function convolve({ side, channels, values }: Grid, filters: Float32Array, bias: Float32Array): Grid {
  const to = gridOf(side - 2, bias.length);
  const rowFilters = 3 * channels * to.channels;
  for (let y = 0; y < to.side; y += 1) {
    for (let x = 0; x < to.side; x += 1) {
      const at = (y * to.side + x) * to.channels;
      to.values.set(bias, at);
      for (let row = 0; row < 3; row += 1) {
        addMixed(to, at, values, ((y + row) * side + x) * channels, 3 * channels, filters, row * rowFilters);
      }
    }
  }
  return to;
}

/** 3 × 3 within each channel, zeros around the grid. */
export function convolveChannels({ side, channels, values }: Grid, filters: Float32Array): Grid {
  const to = gridOf(side, channels);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const at = (y * side + x) * channels;
      for (let tap = 0; tap < 9; tap += 1) {
        const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
        if (row < 0 || column < 0 || row >= side || column >= side) continue;
        const place = (row * side + column) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          const weight = filters[tap * channels + channel] as number;
          to.values[at + channel] = (to.values[at + channel] as number) + weight * (values[place + channel] as number);
        }
      }
    }
  }
  return to;
}

/** At each place, from every channel to every other. */
export function mixChannels({ side, channels, values }: Grid, filters: Float32Array, bias: Float32Array): Grid {
  const to = gridOf(side, bias.length);
  for (let place = 0; place < side * side; place += 1) {
    const at = place * to.channels;
    to.values.set(bias, at);
    addMixed(to, at, values, place * channels, channels, filters, 0);
  }
  return to;
}

/** Adds `length` values, each times its row of the filters. */
function addMixed(
  { values, channels }: Grid,
  at: number,
  from: Float32Array,
  start: number,
  length: number,
  filters: Float32Array,
  first: number,
): void {
  let next = 0;
  // Four rows at once: reading and writing the sums costs more than the sums.
  for (; next + 3 < length; next += 4) {
    const [a, b] = [from[start + next] as number, from[start + next + 1] as number];
    const [c, d] = [from[start + next + 2] as number, from[start + next + 3] as number];
    const row = first + next * channels;
    for (let out = 0; out < channels; out += 1) {
      values[at + out] =
        (values[at + out] as number) +
        a * (filters[row + out] as number) +
        b * (filters[row + channels + out] as number) +
        c * (filters[row + 2 * channels + out] as number) +
        d * (filters[row + 3 * channels + out] as number);
    }
  }
  for (; next < length; next += 1) {
    const value = from[start + next] as number;
    const row = first + next * channels;
    for (let out = 0; out < channels; out += 1) {
      values[at + out] = (values[at + out] as number) + value * (filters[row + out] as number);
    }
  }
}

/** What is below zero counts for a tenth. In place. */
export function leaky(grid: Grid): Grid {
  const { values } = grid;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (value < 0) values[at] = 0.1 * value;
  }
  return grid;
}

/** The largest of each 2 × 2, every `stride` places; at the far edges of what is left of them. */
export function largest({ side, channels, values }: Grid, stride: 1 | 2): Grid {
  const to = gridOf(Math.ceil(side / stride), channels);
  to.values.fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < to.side * to.side; place += 1) {
    const [y, x] = [Math.floor(place / to.side) * stride, (place % to.side) * stride];
    for (let row = y; row < Math.min(y + 2, side); row += 1) {
      for (let column = x; column < Math.min(x + 2, side); column += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const value = values[(row * side + column) * channels + channel] as number;
          const at = place * channels + channel;
          if (value > (to.values[at] as number)) to.values[at] = value;
        }
      }
    }
  }
  return to;
}

function gridOf(side: number, channels: number): Grid {
  return { side, channels, values: new Float32Array(side * side * channels) };
}
