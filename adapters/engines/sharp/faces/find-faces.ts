// Finds faces: the "tiny face detector" of face-api, a small YOLO (Redmon and Farhadi 2017) of depthwise separable convolutions.
import { convolve, convolveChannels, type Grid, largest, leaky, mixChannels } from './layers.ts';
import type { Weights } from './load-weights.ts';

export interface Face {
  /** 0 to 1. */
  readonly score: number;
  /** In pixels of the square that was looked at. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Side of the square that is looked at, in pixels: faces below a tenth of it are not found. */
export const inputSide = 416;

// What its training subtracted, and the sizes of faces that it starts from, in cells.
const mean = [117.001, 114.697, 97.404] as const;
const anchors = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
const leastScore = 0.5;
const mostOverlap = 0.4;

/** `rgb` is a square of that side, three bytes a pixel; best first. */
export function findFaces(rgb: Uint8Array, weights: Weights): readonly Face[] {
  const values = Float32Array.from(rgb, (value, at) => (value - (mean[at % 3] as number)) / 255);
  const of = (name: string) => weights.get(name) as Float32Array;
  let grid: Grid = { side: inputSide, channels: 3, values };
  grid = leaky(convolve(grid, of('conv0/filters'), of('conv0/bias')));
  for (const layer of ['conv1', 'conv2', 'conv3', 'conv4', 'conv5']) {
    const spread = convolveChannels(largest(grid, 2), of(`${layer}/depthwise_filter`));
    grid = leaky(mixChannels(spread, of(`${layer}/pointwise_filter`), of(`${layer}/bias`)));
  }
  grid = mixChannels(largest(grid, 1), of('conv8/filters'), of('conv8/bias'));
  return apart(facesIn(grid));
}

// Five numbers for each anchor in each cell: where in the cell, how much larger than the anchor, how sure.
function facesIn({ side, channels, values }: Grid): Face[] {
  const cell = inputSide / side;
  const faces: Face[] = [];
  for (let place = 0; place < side * side; place += 1) {
    for (const [index, [across, down]] of anchors.entries()) {
      const [x = 0, y = 0, w = 0, h = 0, sure = 0] = values.subarray(place * channels + index * 5);
      const score = sigmoid(sure);
      if (score <= leastScore) continue;
      const [width, height] = [Math.exp(w) * across * cell, Math.exp(h) * down * cell];
      const left = ((place % side) + sigmoid(x)) * cell - width / 2;
      const top = (Math.floor(place / side) + sigmoid(y)) * cell - height / 2;
      faces.push({ score, left, top, width, height });
    }
  }
  return faces.sort((a, b) => b.score - a.score);
}

// Of two that overlap, the one that is less sure is the same face.
function apart(faces: readonly Face[]): readonly Face[] {
  const kept: Face[] = [];
  for (const face of faces) if (kept.every((other) => overlap(face, other) <= mostOverlap)) kept.push(face);
  return kept;
}

/** Intersection over union. */
function overlap(a: Face, b: Face): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const both = Math.max(0, across) * Math.max(0, down);
  return both / (a.width * a.height + b.width * b.height - both);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
