// CIE L*a*b* of sRGB (CIE 15:2004; IEC 61966-2-1, D65), as libvips has it.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';

/** L* (0 to 100), a* and b* of one colour; reused for the next. */
export type Lab = Float64Array;

// Fine enough for the darkest: 3300 codes for a unit of light there, of which 255 are used.
const steps = 16_384;
const lights = Float64Array.from({ length: 256 }, (_, code) => {
  const value = code / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const codes = Uint8Array.from({ length: steps + 1 }, (_, place) => {
  const light = place / steps;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

/** 0 to 1, of a value of sRGB. */
export function lightOf(code: number): number {
  return lights[code] as number;
}

/** A value of sRGB; what lies outside of 0 to 1 is cut off. */
export function codeOf(light: number): number {
  return codes[Math.round(Math.min(1, Math.max(0, light)) * steps)] as number;
}

// Light of X, Y and Z, each of white's.
export function xOf(red: number, green: number, blue: number): number {
  return 0.43394 * red + 0.37621 * green + 0.18985 * blue;
}
export function yOf(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
export function zOf(red: number, green: number, blue: number): number {
  return 0.01773 * red + 0.10947 * green + 0.8728 * blue;
}

function root(light: number): number {
  return light > 0.008856 ? Math.cbrt(light) : 7.787 * light + 16 / 116;
}

function unroot(value: number): number {
  return value > 0.206893 ? value ** 3 : (value - 16 / 116) / 7.787;
}

export function readLab(data: Uint8Array | Uint8ClampedArray, at: number, lab: Lab): void {
  const red = lightOf(data[at] as number);
  const green = lightOf(data[at + 1] as number);
  const blue = lightOf(data[at + 2] as number);
  const y = root(yOf(red, green, blue));
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (root(xOf(red, green, blue)) - y);
  lab[2] = 200 * (y - root(zOf(red, green, blue)));
}

export function writeLab(data: Uint8Array | Uint8ClampedArray, at: number, lab: Lab): void {
  const middle = ((lab[0] as number) + 16) / 116;
  const x = 0.95047 * unroot(middle + (lab[1] as number) / 500);
  const y = unroot(middle);
  const z = 1.08883 * unroot(middle - (lab[2] as number) / 200);
  data[at] = codeOf(3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
  data[at + 1] = codeOf(-0.969266 * x + 1.8760108 * y + 0.041556 * z);
  data[at + 2] = codeOf(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
}

/** `change` gets each pixel's, and its number; in place, alpha stays. */
export function eachLab(pixels: Pixels, change: (lab: Lab, pixel: number) => void): Pixels {
  const { data } = pixels;
  const lab = new Float64Array(3);
  for (let at = 0, pixel = 0; at < data.length; at += 4, pixel += 1) {
    readLab(data, at, lab);
    change(lab, pixel);
    writeLab(data, at, lab);
  }
  return pixels;
}
