// Colours that a list of operations names, as Display P3 spells them.
import type { Colour, PixelOp } from '../../../core/index.ts';

/** The list for pixels in Display P3. */
export function opsInP3(ops: readonly PixelOp[]): readonly PixelOp[] {
  return ops.map((op) => ('background' in op && op.background ? { ...op, background: inP3(op.background) } : op));
}

// Both have the curve and the white point of sRGB (SMPTE EG 432-1); the matrix is that from its primaries to P3's.
function inP3({ r, g, b, alpha }: Colour): Colour {
  const [red, green, blue] = [r, g, b].map((value) => linear(value / 255)) as [number, number, number];
  return {
    r: encoded(0.8225 * red + 0.1775 * green),
    g: encoded(0.0332 * red + 0.9668 * green),
    b: encoded(0.0171 * red + 0.0724 * green + 0.9105 * blue),
    alpha,
  };
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(light: number): number {
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
}
