// One row for each operation there is a loop for, on RGBA. All others are refused by name.
import { gamma } from '../../../core/engine/pixels/gamma.ts';
import { mask } from '../../../core/engine/pixels/mask.ts';
import { normalise } from '../../../core/engine/pixels/normalise.ts';
import { pixelate } from '../../../core/engine/pixels/pixelate.ts';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { redact } from '../../../core/engine/pixels/redact.ts';
import { turnOf } from '../../../core/engine/turn.ts';
import type { OpOf, PixelOp } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { extend, extract, turned } from './places.ts';
import { refuseResize, resize } from './resize.ts';
import { shrink } from './shrink.ts';
import { contrast, flatten, linear, matrix, modulate } from './tones.ts';

type Row<Op> = (pixels: Pixels, op: Op) => Pixels | Promise<Pixels>;
type Rows = { readonly [Name in PixelOp['op']]?: Row<OpOf<Name>> };

const rows: Rows = {
  hold: (pixels) => pixels,
  shrink: (pixels, { by }) => (by === 1 ? pixels : shrink(pixels, by)),
  orient: (pixels, op) => turned(pixels, turnOf(op)),
  rotate: (pixels, op) => turned(pixels, turnOf(op)),
  flip: (pixels, op) => turned(pixels, turnOf(op)),
  extract,
  resize,
  extend,
  modulate,
  contrast,
  gamma,
  matrix,
  linear,
  flatten,
  pixelate,
  redact,
  mask,
  normalise: (pixels, op) => normalise([pixels], op)[0] as Pixels,
};

// What the option is called that asks for an operation without a row.
const options: { readonly [Name in PixelOp['op']]?: string } = {
  overlay: 'watermark or text',
  pixels: 'a module of pixels',
  'rotate-by': 'rotate by other than right angles',
};

/** Before anything is decoded. Fails with `not-supported`. */
export function refuseWithoutRow(ops: readonly PixelOp[]): void {
  for (const op of ops) {
    if (rows[op.op] === undefined) throw cannot(options[op.op] ?? op.op);
    if (op.op === 'resize') refuseResize(op);
    if (op.op === 'modulate' && op.hue !== undefined && op.hue !== 0) throw cannot('hue');
  }
}

export async function carriedOut(pixels: Pixels, ops: readonly PixelOp[], signal: AbortSignal): Promise<Pixels> {
  let done = pixels;
  for (const op of ops) {
    signal.throwIfAborted();
    done = await (rows[op.op] as Row<PixelOp>)(done, op);
  }
  return done;
}
