// Turns a list of operations into as few passes through sharp as its fixed order allows.
// Only what leaves every pixel as it is may change places: turns wait until a resize or a cut has made the picture small.

import { compose, isUpright, rectBefore, turnedSize, turnOf, upright } from '../../../core/engine/turn.ts';
import { Failure } from '../../../core/failure.ts';
import { covering, sameSize } from '../../../core/image/geometry.ts';
import type { Ext, OpOf, PixelOp, Size } from '../../../core/index.ts';
import { sizeAfter } from '../../../core/pipeline/size-after.ts';
import { cannot } from './cannot.ts';
import { isRaw, type RawOp } from './raw.ts';
import { type Chain, emptyChain, extended, isColoured, isResize, type Step } from './step.ts';

export interface Pass {
  /** Done to the raw pixels before the steps; the first pass has none. */
  readonly raw: readonly RawOp[];
  readonly steps: readonly Step[];
}

export interface Passes extends Size {
  /** At least one. The first reads the source, the last one encodes, and raw pixels go from each to the next. */
  readonly passes: readonly Pass[];
}

export interface Given extends Size {
  /** 8-bit sRGB in three bands or more: colours may be worked on as they come out of the decoder. */
  readonly plain: boolean;
  readonly alpha: boolean;
  /** Undefined for pixels. */
  readonly ext?: Ext;
}

const nearly = 3;
const shrinkers: ReadonlySet<Ext | undefined> = new Set(['jpg', 'webp']);

interface Draft {
  readonly raw: RawOp[];
  chain: Chain;
}

export function planPasses(ops: readonly PixelOp[], given: Given): Passes {
  const passes: Draft[] = [{ raw: [], chain: emptyChain }];
  const translucent = given.alpha || ops.some(bringsAlpha);
  let size: Size = { width: given.width, height: given.height };
  let held = upright;

  const place = (step: Step) => {
    const last = passes.at(-1) as Draft;
    const chain = extended(last.chain, step);
    const unfit = passes.length === 1 && !given.plain && isColoured(step);
    if (chain === undefined || unfit || (translucent && mixesPremultiplied(chain))) {
      passes.push({ raw: [], chain: extended(emptyChain, step) as Chain });
    } else last.chain = chain;
  };

  const hold = (op: RawOp) => {
    turn();
    const last = passes.at(-1) as Draft;
    const follows = passes.length > 1 && last.chain === emptyChain;
    if (follows) last.raw.push(op);
    else passes.push({ raw: [op], chain: emptyChain });
  };

  const turn = () => {
    if (!isUpright(held)) place({ op: 'turn', ...held });
    held = upright;
  };

  const cut = (op: OpOf<'extract'>) => {
    const before = passes.at(-1)?.chain.steps.at(-1);
    if (before !== undefined && isResize(before)) turn();
    place(rectBefore(op, held, turnedSize(size, held)));
  };

  const resize = ({ strategy, width, height, kernel, linear }: OpOf<'resize'>) => {
    const box = { width, height };
    const scaled = strategy === undefined ? box : covering(size, box);
    // Enlarging shifts a picture by half a pixel to the right and down: before a turn that would be elsewhere.
    if (scaled.width > size.width || scaled.height > size.height) turn();
    const step = { ...turnedSize(scaled, held), ...(kernel && { kernel }) };
    if (linear) scaleLight(step, turnedSize(size, held));
    else place({ op: 'resize', ...step });
    if (strategy === undefined || sameSize(scaled, box)) return;
    turn();
    // Faces have been looked for before: where they are asked for here, there are none.
    place({ op: 'smart-crop', ...box, strategy: strategy === 'face' ? 'attention' : strategy });
  };

  // A decoder that shrinks to three times the size on the way saves half of the CPU and is not seen in photographs (0053).
  const scaleLight = (to: Size & Pick<OpOf<'resize'>, 'kernel'>, from: Size) => {
    const near = { width: to.width * nearly, height: to.height * nearly };
    const reads = passes.length === 1 && shrinkers.has(given.ext);
    if (reads && near.width < from.width && near.height < from.height) place({ op: 'resize', ...near });
    place({ op: 'linear-resize', ...to });
  };

  const add = (op: PixelOp) => {
    switch (op.op) {
      case 'shrink':
      case 'hold':
      case 'trim':
        throw new Failure('internal', `Expected no ${op.op} within passes.`);
      case 'orient':
      case 'rotate':
      case 'flip':
        held = compose(held, turnOf(op));
        return;
      case 'extract':
        return cut(op);
      case 'resize':
        if (op.upscale !== undefined) throw cannot('upscale=generate');
        return resize(op);
      case 'segment':
        throw cannot('segment');
      default:
        if (isRaw(op)) return hold(op);
        turn();
        place(op);
    }
  };

  for (const op of ops) {
    add(op);
    size = sizeAfter(size, op);
  }
  turn();
  return {
    passes: passes.map(({ raw, chain }) => ({ raw, steps: chain.steps })),
    width: size.width,
    height: size.height,
  };
}

function bringsAlpha(op: PixelOp): boolean {
  if (op.op === 'mask') return op.background === undefined;
  return (op.op === 'extend' || op.op === 'rotate-by') && op.background.alpha < 1;
}

// Sharp decides once a pass whether to premultiply, before the first of these and for all of them. Brightness is not
// linear, and a border may bring the first clear pixels: with half-clear pixels neither may share a pass with a filter.
function mixesPremultiplied({ steps }: Chain): boolean {
  const has = (...ops: readonly Step['op'][]) => steps.some(({ op }) => ops.includes(op));
  return (has('modulate') && has('resize', 'blur', 'sharpen')) || (has('extend') && has('blur', 'sharpen'));
}
