// Looks at encoded pictures as pixels, and says how different two colours look. Independent of the engine under test
// but for the decoder, which is told to change nothing.
import sharp from 'sharp';

export interface Seen {
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly frames: number;
  /** RGBA, all frames one below the other. */
  readonly rgba: Uint8Array;
}

export async function see(bytes: Uint8Array): Promise<Seen> {
  const { data, info } = await sharp(bytes, { pages: -1 }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  return { width: info.width, height, frames: info.height / height, rgba: data };
}

export function pixelAt({ width, rgba }: Seen, x: number, y: number): number[] {
  const at = (y * width + x) * 4;
  return [...rgba.subarray(at, at + 4)];
}

/** Mean difference of all channels, 0 to 255; colours count as much as they can be seen. */
export function meanDifference(a: Seen, b: Seen): number {
  if (a.rgba.length !== b.rgba.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < a.rgba.length; at += 1) {
    const alpha = at % 4 === 3 ? 1 : Math.max(a.rgba[at | 3] as number, b.rgba[at | 3] as number) / 255;
    sum += alpha * Math.abs((a.rgba[at] as number) - (b.rgba[at] as number));
  }
  return sum / a.rgba.length;
}

type Triple = readonly [number, number, number];

/** CIE 1976 colour difference of two sRGB colours, 0 to 255 each. About 2 is where one begins to see it. */
export function deltaE(a: readonly number[], b: readonly number[]): number {
  const [l1, a1, b1] = labOf(a);
  const [l2, a2, b2] = labOf(b);
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

/** IEC 61966-2-1, and CIE 15 with the white point D65. */
export function labOf(rgb: readonly number[]): Triple {
  const [r, g, b] = rgb.map((value) => linearOf(value / 255)) as [number, number, number];
  const x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116)) as [
    number,
    number,
    number,
  ];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** The way back; 0 to 255, clipped where sRGB ends. */
export function rgbOfLab([l, a, b]: Triple): number[] {
  const fy = (l + 16) / 116;
  const [x, y, z] = [fy + a / 500, fy, fy - b / 200].map((t) =>
    t > 6 / 29 ? t ** 3 : ((t - 16 / 116) * 27 * 116) / 24389,
  ) as [number, number, number];
  const [sx, sz] = [x * 0.9505, z * 1.089];
  return [
    3.2406 * sx - 1.5372 * y - 0.4986 * sz,
    -0.9689 * sx + 1.8758 * y + 0.0415 * sz,
    0.0557 * sx - 0.204 * y + 1.057 * sz,
  ].map(encodedOf);
}

export function linearOf(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** 0 to 255, from linear light; what lies outside of sRGB is clipped. */
export function encodedOf(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  return 255 * (clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055);
}
