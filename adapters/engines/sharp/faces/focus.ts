// Where the faces of a picture are, so that a cut can keep them: looked for once before a list is carried out, in the
// picture as it is when the cut comes, but small.

import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { covering, inside } from '../../../../core/image/geometry.ts';
import type { OpOf, PixelOp, Size } from '../../../../core/index.ts';
import { sizeAfter } from '../../../../core/pipeline/size-after.ts';
import { pixelsAfter, type Still } from '../still.ts';
import { type Face, findFaces, inputSide } from './find-faces.ts';
import { loadWeights, type Weights } from './load-weights.ts';

/** The list with every cut around faces in its place: at a point where there are some, else where attention says. */
export type Focus = (ops: readonly PixelOp[], still: Still, signal: AbortSignal) => Promise<readonly PixelOp[]>;

export function createFocus(): Focus {
  let weights: Promise<Weights> | undefined;
  return async (ops, still, signal) => {
    const placed: PixelOp[] = [];
    for (const op of ops) {
      if (op.op !== 'resize' || op.strategy !== 'face') placed.push(op);
      else {
        weights ??= loadWeights();
        const size = placed.reduce<Size>(sizeAfter, still);
        const seen = inside(size, { width: inputSide, height: inputSide });
        const pixels = await pixelsAfter([...placed, { op: 'resize', ...seen }], still, signal);
        placed.push(...cutAround(findFaces(squareOf(pixels), await weights), seen, size, op));
      }
    }
    return placed;
  };
}

// In the top left corner of the square; what is left of it is black. Clear pixels are looked at as they are.
function squareOf({ data, width, height, channels }: Pixels): Uint8Array {
  const rgb = new Uint8Array(inputSide * inputSide * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let place = 0; place < width * height; place += 1) {
    const from = place * channels;
    const to = (Math.floor(place / width) * inputSide + (place % width)) * 3;
    rgb[to] = data[from] as number;
    rgb[to + 1] = data[from + green] as number;
    rgb[to + 2] = data[from + blue] as number;
  }
  return rgb;
}

function cutAround(faces: readonly Face[], seen: Size, size: Size, op: OpOf<'resize'>): readonly PixelOp[] {
  const { strategy, ...scale } = op;
  const [best] = faces;
  if (best === undefined) return [{ ...scale, strategy: 'attention' }];
  const { width, height } = op;
  const scaled = covering(size, { width, height });
  // Of the picture that was looked at, as it will be scaled.
  const factor = { x: scaled.width / seen.width, y: scaled.height / seen.height };
  const left = startOf(
    faces.map((face) => [face.left * factor.x, face.width * factor.x]),
    width,
    scaled.width,
  );
  const top = startOf(
    faces.map((face) => [face.top * factor.y, face.height * factor.y]),
    height,
    scaled.height,
  );
  return [
    { ...scale, ...scaled },
    { op: 'extract', left, top, width, height },
  ];
}

type Span = readonly [start: number, length: number];

/** Where a cut of this length begins on an axis: around all faces where they fit, else around the surest, which is the first. */
function startOf(spans: readonly Span[], length: number, whole: number): number {
  const [surest] = spans as readonly [Span];
  const start = Math.min(...spans.map(([from]) => from));
  const end = Math.max(...spans.map(([from, own]) => from + own));
  const middle = end - start <= length ? (start + end) / 2 : surest[0] + surest[1] / 2;
  return Math.min(Math.max(Math.round(middle - length / 2), 0), whole - length);
}
