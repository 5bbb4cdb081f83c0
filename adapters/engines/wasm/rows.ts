// One row for each operation there is a loop for, on RGBA. All others are refused by name.
import { gamma } from '../../../core/engine/pixels/gamma.ts';
import { mask } from '../../../core/engine/pixels/mask.ts';
import { normalise } from '../../../core/engine/pixels/normalise.ts';
import { pixelate } from '../../../core/engine/pixels/pixelate.ts';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { redact } from '../../../core/engine/pixels/redact.ts';
import { turnOf } from '../../../core/engine/turn.ts';
import { Failure, type OpOf, type PixelOp } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { letGo } from './let-go.ts';
import { blur } from './loops/blur.ts';
import { median } from './loops/median.ts';
import { modulate } from './loops/modulate.ts';
import { extend, extract, turned } from './loops/places.ts';
import { resize } from './loops/resize.ts';
import { rotateBy } from './loops/rotate-by.ts';
import { sharpen, unsharp } from './loops/sharpen.ts';
import { shrink } from './loops/shrink.ts';
import { tint } from './loops/tint.ts';
import { contrast, flatten, linear, matrix } from './loops/tones.ts';
import { layMark, type Marks, refuseMark } from './marks.ts';

type Row<Op> = (pixels: Pixels, op: Op, marks: Marks) => Pixels;
type Rows = { readonly [Name in Exclude<PixelOp['op'], 'pixels' | 'trim' | 'segment'>]: Row<OpOf<Name>> };

const rows: Rows = {
  hold: (pixels) => pixels,
  shrink: (pixels, { by }) => (by === 1 ? pixels : shrink(pixels, by)),
  orient: (pixels, op) => turned(pixels, turnOf(op)),
  rotate: (pixels, op) => turned(pixels, turnOf(op)),
  flip: (pixels, op) => turned(pixels, turnOf(op)),
  extract,
  resize,
  extend,
  'rotate-by': rotateBy,
  blur,
  sharpen,
  unsharp,
  median,
  modulate,
  contrast,
  gamma,
  matrix,
  linear,
  tint,
  flatten,
  pixelate,
  redact,
  mask,
  normalise: (pixels, op) => normalise([pixels], op)[0] as Pixels,
  overlay: layMark,
};

/** Before anything is decoded. Fails with `not-supported`. */
export function refuseWithoutRow(ops: readonly PixelOp[]): void {
  for (const [place, op] of ops.entries()) {
    if (op.op === 'pixels') throw cannot('a module of pixels');
    if (op.op === 'segment') throw cannot('segment');
    if (op.op === 'resize' && op.upscale) throw cannot('upscale=generate');
    if (op.op === 'overlay') refuseMark(op);
    if (op.op === 'trim' || (op.op === 'shrink' && place > 0)) {
      throw new Failure('internal', `Expected no ${op.op} at this place of a list.`);
    }
  }
}

// Of these the result has the memory of what they are given.
const inPlace: ReadonlySet<PixelOp['op']> = new Set([
  ...(['blur', 'sharpen', 'unsharp', 'median', 'modulate', 'contrast', 'gamma', 'matrix', 'linear', 'tint'] as const),
  ...(['flatten', 'pixelate', 'redact', 'mask', 'normalise', 'overlay'] as const),
]);

export interface Task {
  readonly ops: readonly PixelOp[];
  readonly marks: Marks;
}

/** Pixels on their way from hand to hand: whoever takes them out is the only one that holds them. */
export interface Handed {
  pixels?: Pixels | undefined;
}

/** Takes the pixels out where nobody else needs them (`owned`): a large source is gone before its result is encoded. */
export async function carriedOut(
  from: Handed,
  { ops, marks }: Task,
  owned: boolean,
  signal: AbortSignal,
): Promise<Pixels> {
  const held: Handed = { ...from };
  if (owned) from.pixels = undefined;
  let isOwned = owned;
  for (const op of ops) {
    await breath();
    signal.throwIfAborted();
    const before = pixelsOf(held).data;
    if (!isOwned && inPlace.has(op.op)) held.pixels = { ...pixelsOf(held), data: before.slice() };
    // refuseWithoutRow has seen that there is one.
    held.pixels = (rows as { readonly [name: string]: Row<PixelOp> })[op.op]?.(pixelsOf(held), op, marks);
    const isOther = pixelsOf(held).data.buffer !== before.buffer;
    if (isOwned && isOther) letGo(before);
    isOwned ||= isOther;
  }
  await breath();
  return pixelsOf(held);
}

function pixelsOf({ pixels }: Handed): Pixels {
  if (pixels === undefined) throw new Failure('internal', 'Expected pixels.');
  return pixels;
}

// A loop lets nothing else of the isolate run: between two of them aborts and deadlines are heard.
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
