// What gives a pixel another colour, whatever its neighbours are. In place; alpha stays.
import { lookUp } from '../../../../core/engine/pixels/look-up.ts';
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf } from '../../../../core/index.ts';
import { clamped } from './clamped.ts';

export function contrast(pixels: Pixels, { factor }: OpOf<'contrast'>): Pixels {
  lookUp(
    pixels,
    Uint8ClampedArray.from({ length: 256 }, (_, value) => factor * value + 128 * (1 - factor)),
  );
  return pixels;
}

export function flatten(pixels: Pixels, { background }: OpOf<'flatten'>): Pixels {
  const { data } = pixels;
  const ground = [background.r, background.g, background.b];
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] as number) / 255;
    if (alpha === 1) continue;
    for (let band = 0; band < 3; band += 1) {
      data[at + band] = Math.round((data[at + band] as number) * alpha + (ground[band] as number) * (1 - alpha));
    }
    data[at + 3] = 255;
  }
  return pixels;
}

export function matrix(pixels: Pixels, { rows }: OpOf<'matrix'>): Pixels {
  return mapped(pixels, (rgb, band) => {
    const [red, green, blue] = rows[band] as readonly [number, number, number];
    return red * rgb[0] + green * rgb[1] + blue * rgb[2];
  });
}

export function linear(pixels: Pixels, { factors, offsets }: OpOf<'linear'>): Pixels {
  return mapped(pixels, (rgb, band) => (factors[band] as number) * (rgb[band] as number) + (offsets[band] as number));
}

type Triple = readonly [number, number, number];

function mapped(pixels: Pixels, toned: (rgb: Triple, band: 0 | 1 | 2) => number): Pixels {
  const data = clamped(pixels);
  for (let at = 0; at < data.length; at += 4) {
    const rgb: Triple = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    data[at] = toned(rgb, 0);
    data[at + 1] = toned(rgb, 1);
    data[at + 2] = toned(rgb, 2);
  }
  return pixels;
}
