// What catches the eye: edges, skin and strong colours, in a picture made very small (after smartcrop.js by J. Wagner, as
// libvips has it: its weights are taken over).
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { Size } from '../../../../core/index.ts';
import { gaussian, smooth } from './gaussian.ts';
import { weighers } from './kernels.ts';
import { lightOf, readLab, xOf, yOf, zOf } from './lab.ts';
import { resample } from './resample.ts';

const side = 32;
// Of the direction of X, Y and Z that skin has.
const skin = [0.78, 0.57, 0.44] as const;
// Of light, in hundredths: what is darker has no colour to speak of.
const dark = 5;

export function attentionPoint(pixels: Pixels, box: Size): { readonly x: number; readonly y: number } {
  const small = resample(pixels, { width: side, height: side }, weighers.lanczos3, false);
  const scores = scoresOf(small);
  // How large an area is looked at as one.
  const spread = Math.hypot((box.width * side) / pixels.width, (box.height * side) / pixels.height) / 10;
  smooth(scores, { width: side, height: side, channels: 1 }, gaussian(Math.max(1, spread), 0.2));
  const best = scores.indexOf(scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY));
  return { x: ((best % side) * pixels.width) / side, y: (Math.floor(best / side) * pixels.height) / side };
}

function scoresOf({ data }: Pixels): Float32Array {
  const lab = new Float64Array(3);
  const lights = Float32Array.from({ length: side * side }, (_, pixel) => 100 * yOf(...lightsOf(data, pixel)));
  return lights.map((light, pixel) => {
    const edge = 5 * Math.abs(edgeAt(lights, pixel));
    if (light <= dark) return edge;
    readLab(data, pixel * 4, lab);
    return edge + skinOf(...lightsOf(data, pixel)) + (lab[1] as number);
  });
}

type Triple = readonly [number, number, number];

function lightsOf(data: Uint8Array, pixel: number): Triple {
  const [red, green, blue] = data.subarray(pixel * 4, pixel * 4 + 3) as unknown as Triple;
  return [lightOf(red), lightOf(green), lightOf(blue)];
}

/** Four times a pixel less its neighbours; beyond the edge stands the edge. */
function edgeAt(lights: Float32Array, pixel: number): number {
  const [x, y] = [pixel % side, Math.floor(pixel / side)];
  const at = (across: number, down: number) =>
    lights[Math.min(Math.max(down, 0), side - 1) * side + Math.min(Math.max(across, 0), side - 1)] as number;
  return 4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1);
}

function skinOf(red: number, green: number, blue: number): number {
  const [x, y, z] = [0.95047 * xOf(red, green, blue), yOf(red, green, blue), 1.08883 * zOf(red, green, blue)];
  const length = Math.hypot(x, y, z);
  return 100 - 100 * Math.hypot(x / length - skin[0], y / length - skin[1], z / length - skin[2]);
}
