// What a job may cost, known from its plan before a byte of it is read: memory at its peak, and CPU.
// Pixels alone do not say it: the same 24 megapixels take 15 MB as a baseline JPEG and 435 MB as an AVIF.
// The rates are upper bounds of what `npm run bench -- price` measures with sharp 0.35 (infra/bench/results/price.md),
// and of the reference's figures for hostile files (threats.md section 1.3, performance.md sections 2.1 to 2.6).

import type { PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { Cost } from '../flow/gate.ts';
import type { Ext } from '../image/format.ts';
import { covering, type Size } from '../image/geometry.ts';
import type { Shape } from '../image/shape.ts';
import type { Plan } from './plan.ts';
import { sizeAfter } from './size-after.ts';

export interface Price extends Cost {
  /** CPU milliseconds on one core of a small server; within a factor of two for photographs. */
  readonly millis: number;
}

interface Rate {
  /** Bytes and nanoseconds a pixel. */
  readonly bytes: number;
  readonly nanos: number;
}

const megabyte = 1e6;
// Of every job: buffers of codec and pipe, the encoded bytes on both sides.
const anyBytes = 12 * megabyte;
const anyMillis = 2;
// Looking for faces, whatever the size of the picture.
const faceMillis = 350;
const faceBytes = 40 * megabyte;
// Work that takes longer is dear, and so are AVIF and animations of any length.
const cheapMillis = 100;
// Four 8-bit bands, in memory twice and a half: what a step reads, what it writes, and what is on its way.
const heldBytes = 10;

// Encodings that a search makes at most, judged or not.
const searchTries = 8;

/** Decoding, in the order baseline, progressive (or interlaced). */
const decoding: Readonly<Record<Ext, readonly [Rate, Rate]>> = {
  jpg: [
    { bytes: 1.5, nanos: 3 },
    { bytes: 6, nanos: 14 },
  ],
  png: [
    { bytes: 3, nanos: 20 },
    { bytes: 8, nanos: 35 },
  ],
  webp: both({ bytes: 8, nanos: 15 }),
  gif: both({ bytes: 8, nanos: 15 }),
  avif: both({ bytes: 20, nanos: 50 }),
  tiff: both({ bytes: 8, nanos: 20 }),
  svg: both({ bytes: 8, nanos: 50 }),
};

function both(rate: Rate): readonly [Rate, Rate] {
  return [rate, rate];
}

// CPU of a step, nanoseconds for a pixel of what it works on; steps without a row are taken for slow ones.
const stepNanos: { readonly [K in PixelOp['op']]?: number } = {
  extract: 0,
  shrink: 3,
  hold: 3,
  flatten: 2,
  extend: 1,
  orient: 3,
  flip: 3,
  rotate: 3,
  resize: 4,
  modulate: 60,
  contrast: 3,
  linear: 3,
  matrix: 10,
  gamma: 5,
  normalise: 8,
  pixelate: 8,
  overlay: 10,
};
const anyStepNanos = 40;

// Steps that need few rows at a time. All others are taken to hold a whole picture.
const streaming: ReadonlySet<PixelOp['op']> = new Set([
  'extract',
  'flatten',
  'extend',
  'resize',
  'modulate',
  'contrast',
  'linear',
  'matrix',
  'sharpen',
  'unsharp',
  'blur',
]);
// Put off by engines until a resize or a cut has made the picture small.
const turning: ReadonlySet<PixelOp['op']> = new Set(['orient', 'flip', 'rotate']);

const avifNanos = [90, 280, 420, 760, 3500, 4800, 9900, 14_500, 25_000, 43_000];
const webpNanos = [40, 50, 65, 140, 140, 160, 310];

function encoding({ ext, effort = 0, lossless = false, mozjpeg = false, progressive = false, colors }: EncodeOp): Rate {
  switch (ext) {
    case 'jpg':
      return mozjpeg ? { bytes: 12, nanos: 130 } : progressive ? { bytes: 8, nanos: 25 } : { bytes: 1, nanos: 15 };
    case 'png':
      if (colors !== undefined) return { bytes: 12, nanos: 2000 };
      return { bytes: progressive ? 8 : 2, nanos: 20 + 12 * effort };
    case 'webp':
      return { bytes: 14, nanos: lossless ? 400 + 150 * effort : (webpNanos[effort] ?? 310) };
    case 'avif':
      return { bytes: 40, nanos: (avifNanos[effort] ?? 43_000) * (lossless ? 2 : 1) };
    case 'gif':
      return { bytes: 10, nanos: 250 + 180 * effort };
    case 'json':
      return { bytes: 0, nanos: 0 };
    case 'blurhash':
    case 'thumbhash':
    case 'palette':
      return { bytes: 8, nanos: 100 };
  }
}

/** `frames` is 1 where the plan drops all but the first. */
export function priceOf(plan: Plan, frames = 1): Price {
  const { input, output, ops, encode, images } = plan;
  const [decode, coding] = [decodingOf(input), encoding(encode)];
  const [sourcePixels, resultPixels] = [areaOf(input) * frames, areaOf(output) * frames];
  const steps = walk(input, ops);
  // Frames are worked on one by one, between a strip of all that were read and one of all that were made.
  const strips = frames > 1 && ops.length > 0 ? heldBytes * (sourcePixels + resultPixels) : 0;
  const bytes = anyBytes + decode.bytes * sourcePixels + steps.bytes + strips + coding.bytes * resultPixels;
  const searched = encode.quality === 'auto' || encode.maxBytes !== undefined;
  const tries = searched ? searchTries : 1;
  const onePass = decode.nanos * sourcePixels + steps.nanos * frames + coding.nanos * resultPixels * tries;
  // A chain of its own for each frame.
  const nanos = onePass * (frames > 1 ? 1.5 : 1);
  const marks = images.map(({ shape }) => priceOfProbe(shape, areaOf(shape)));
  const looks = ops.filter((op) => op.op === 'resize' && op.strategy === 'face').length;
  const millis = anyMillis + nanos / 1e6 + looks * faceMillis + sum(marks.map((mark) => mark.millis));
  return {
    bytes: bytes + looks * faceBytes + sum(marks.map((mark) => mark.bytes)),
    millis,
    dear: frames > 1 || searched || encode.ext === 'avif' || millis > cheapMillis,
  };
}

/** Several results of one source in one go: decoded once, made one after the other. */
export function priceOfAll(plans: readonly Plan[], frames = 1): Price {
  const prices = plans.map((plan) => priceOf(plan, frames));
  const bytes = Math.max(...prices.map((price) => price.bytes));
  const millis = sum(prices.map((price) => price.millis));
  return { bytes, millis, dear: millis > cheapMillis || prices.some(({ dear }) => dear) };
}

/** Looking at every pixel of a source once, without keeping any. */
export function priceOfProbe(shape: Pick<Shape, 'ext' | 'progressive'>, pixels: number): Price {
  const { bytes, nanos } = decodingOf(shape);
  const millis = anyMillis + (nanos * pixels) / 1e6;
  return { bytes: anyBytes + bytes * pixels, millis, dear: millis > cheapMillis };
}

function decodingOf({ ext, progressive }: Pick<Shape, 'ext' | 'progressive'>): Rate {
  return decoding[ext][progressive ? 1 : 0];
}

function walk(input: Size, ops: readonly PixelOp[]): { bytes: number; nanos: number } {
  let size = input;
  let [held, nanos, turned] = [0, 0, false];
  const hold = (one: Size) => {
    held = Math.max(held, areaOf(one));
  };
  for (const op of ops) {
    const next = sizeAfter(size, op);
    const during = op.op === 'resize' && op.strategy !== undefined ? covering(size, op) : next;
    const smaller = areaOf(during) <= areaOf(size);
    if (turned && !(turning.has(op.op) || op.op === 'extract' || (op.op === 'resize' && smaller))) {
      hold(size);
      turned = false;
    }
    if (turning.has(op.op)) turned = true;
    else if (!streaming.has(op.op) || during !== next) hold(smaller ? during : next);
    // Scaling down is paid for with the decoder: it reads fewer pixels for it.
    const pixels = op.op === 'resize' ? areaOf(during) : Math.max(areaOf(size), areaOf(next));
    nanos += (stepNanos[op.op] ?? anyStepNanos) * pixels;
    size = next;
  }
  if (turned) hold(size);
  return { bytes: heldBytes * held, nanos };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function areaOf({ width, height }: Size): number {
  return width * height;
}
