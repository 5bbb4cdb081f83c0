// Unsharp masks on the lightness, as libvips has them: what it differs from its own Gaussian by is added along a curve.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import type { OpOf } from '../../../../core/index.ts';
import { gaussian, smooth } from './gaussian.ts';
import { eachLab, readLab } from './lab.ts';

const least = 0.1;

/** In units of L*. */
interface Curve {
  /** Differences up to this one are flat. */
  readonly threshold: number;
  /** What a flat difference is multiplied with, and what is beyond it. */
  readonly flat: number;
  readonly steep: number;
  /** The most that is added, and that is taken away. */
  readonly brighter: number;
  readonly darker: number;
}

/** With sharp's own curve. */
export function sharpen(pixels: Pixels, { sigma }: OpOf<'sharpen'>): Pixels {
  return sharpened(pixels, sigma, { threshold: 2, flat: 1, steep: 2, brighter: 10, darker: 20 });
}

export function unsharp(pixels: Pixels, { amount, sigma, threshold }: OpOf<'unsharp'>): Pixels {
  return sharpened(pixels, sigma, { threshold, flat: 0, steep: amount, brighter: 100, darker: 100 });
}

function sharpened(pixels: Pixels, sigma: number, curve: Curve): Pixels {
  const { width, height } = pixels;
  premultiply(pixels);
  const soft = lightness(pixels);
  smooth(soft, { width, height, channels: 1 }, gaussian(sigma, least));
  eachLab(pixels, (lab, pixel) => {
    const own = lab[0] as number;
    lab[0] = Math.min(100, Math.max(0, own + added(own - (soft[pixel] as number), curve)));
  });
  unpremultiply(pixels);
  return pixels;
}

function lightness({ data }: Pixels): Float32Array {
  const plane = new Float32Array(data.length / 4);
  const lab = new Float64Array(3);
  for (let pixel = 0; pixel < plane.length; pixel += 1) {
    readLab(data, pixel * 4, lab);
    plane[pixel] = lab[0] as number;
  }
  return plane;
}

function added(difference: number, { threshold, flat, steep, brighter, darker }: Curve): number {
  const size = Math.abs(difference);
  const more = Math.min(size, threshold) * flat + Math.max(0, size - threshold) * steep;
  return difference < 0 ? -Math.min(more, darker) : Math.min(more, brighter);
}
