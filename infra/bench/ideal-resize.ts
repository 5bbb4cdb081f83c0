// A picture scaled as well as it can be said: every pixel of the source, its light and not its number, Lanczos of
// three lobes, 64-bit floats. Slow, and written without any library, so that it can judge what libraries do.

const lobes = 3;

export interface Bands {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** 8-bit sRGB in three bands, to `width` pixels across and the height that follows. */
export function idealResize(source: Bands, width: number): Bands {
  const height = Math.round((source.height * width) / source.width);
  const across = tapsOf(source.width, width);
  const down = tapsOf(source.height, height);
  const rows = new Float64Array(width * source.height * 3);
  for (let y = 0; y < source.height; y += 1) {
    across.forEach(({ start, weights }, x) => {
      for (let band = 0; band < 3; band += 1) {
        let sum = 0;
        for (let tap = 0, at = (y * source.width + start) * 3 + band; tap < weights.length; tap += 1, at += 3) {
          sum += (weights[tap] as number) * (light[source.data[at] as number] as number);
        }
        rows[(y * width + x) * 3 + band] = sum;
      }
    });
  }
  const data = new Uint8Array(width * height * 3);
  down.forEach(({ start, weights }, y) => {
    for (let x = 0; x < width * 3; x += 1) {
      const sum = weights.reduce(
        (all, weight, tap) => all + weight * (rows[(start + tap) * width * 3 + x] as number),
        0,
      );
      data[y * width * 3 + x] = numberOf(sum);
    }
  });
  return { data, width, height };
}

// IEC 61966-2-1.
const light = Float64Array.from({ length: 256 }, (_, number) => {
  const value = number / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

function numberOf(amount: number): number {
  const value = Math.min(1, Math.max(0, amount));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

interface Taps {
  readonly start: number;
  readonly weights: Float64Array;
}

function tapsOf(from: number, to: number): Taps[] {
  const scale = from / to;
  const reach = lobes * scale;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(from - 1, Math.floor(centre + reach));
    const weights = Float64Array.from({ length: end - start + 1 }, (_, tap) => lanczos((start + tap - centre) / scale));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return { start, weights: weights.map((weight) => weight / sum) };
  });
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  return (lobes * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / lobes)) / (Math.PI * x) ** 2;
}
