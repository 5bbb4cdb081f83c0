// What one pass through sharp can do, and in which order it does it whatever the order of the calls.
// The order is that of sharp's pipeline.cc; it must be read again when sharp is upgraded (the contract suite notices).
import type { Sharp } from 'sharp';
import type {
  BlurOp,
  ContrastOp,
  ExtendOp,
  ExtractOp,
  FlattenOp,
  ModulateOp,
  ResizeOp,
  SharpenOp,
} from '../../../core/index.ts';
import type { Turn } from './turn.ts';

export interface TurnStep extends Turn {
  readonly op: 'turn';
}

/** Cut to this size where the pixels are least interesting. */
export interface SmartCropStep {
  readonly op: 'smart-crop';
  readonly width: number;
  readonly height: number;
  readonly strategy: 'attention' | 'entropy';
}

export type Step =
  | ExtractOp
  | FlattenOp
  | Omit<ResizeOp, 'strategy'>
  | TurnStep
  | SmartCropStep
  | ExtendOp
  | BlurOp
  | ModulateOp
  | SharpenOp
  | ContrastOp;

type Kind = Step['op'];

interface Row<S> {
  /** Place in sharp's order. Steps of one pass must ascend. */
  readonly slot: number;
  /** Whether it works on colours as they stand, and so needs 8-bit sRGB in three bands or more. */
  readonly coloured: boolean;
  apply(image: Sharp, step: S): Sharp;
}

const table: { readonly [K in Kind]: Row<Extract<Step, { op: K }>> } = {
  extract: { slot: 0, coloured: false, apply: (image, step) => image.extract(step) },
  flatten: { slot: 1, coloured: true, apply: (image, { background }) => image.flatten({ background }) },
  resize: {
    slot: 2,
    coloured: false,
    apply: (image, { width, height }) => image.resize(width, height, { fit: 'fill' }),
  },
  turn: { slot: 3, coloured: false, apply: (image, { flop, degrees }) => image.flop(flop).rotate(degrees) },
  // Sharp knows it as a resize; the step comes when one side fits already, so nothing is scaled by it.
  'smart-crop': {
    slot: 4,
    coloured: false,
    apply: (image, { width, height, strategy }) => image.resize(width, height, { fit: 'cover', position: strategy }),
  },
  extend: {
    slot: 5,
    coloured: true,
    apply: (image, { top, right, bottom, left, background }) => image.extend({ top, right, bottom, left, background }),
  },
  blur: { slot: 6, coloured: true, apply: (image, { sigma }) => image.blur(sigma) },
  modulate: {
    slot: 7,
    coloured: true,
    apply: (image, { brightness, saturation }) => image.modulate({ brightness, saturation }),
  },
  sharpen: { slot: 8, coloured: true, apply: (image, { sigma }) => image.sharpen({ sigma }) },
  contrast: {
    slot: 9,
    coloured: true,
    apply: (image, { factor }) => image.linear(factor, 128 * (1 - factor)),
  },
};

// Sharp extracts a second time, but takes the call for it only where there is a resize before.
// The slot is that of extend, so that they never share a pass: sharp would report the size between the two.
const slotOfSecondExtract = 5;

/** Steps that go through sharp together. */
export interface Chain {
  readonly steps: readonly Step[];
  /** Of the last step; below all slots where there is none. */
  readonly slot: number;
}

export const emptyChain: Chain = { steps: [], slot: -1 };

/** The chain with this step behind it, or undefined where sharp would run it too early. */
export function extended({ steps, slot }: Chain, step: Step): Chain | undefined {
  const second = step.op === 'extract' && steps.some(({ op }) => op === 'resize');
  // A smart crop is sharp's resize: there can be no other in its pass.
  if (step.op === 'smart-crop' && steps.length > 0) return undefined;
  const next = second ? slotOfSecondExtract : table[step.op].slot;
  return next > slot ? { steps: [...steps, step], slot: next } : undefined;
}

export function isColoured(step: Step): boolean {
  return table[step.op].coloured;
}

export function applySteps(image: Sharp, steps: readonly Step[]): Sharp {
  return steps.reduce((done, step) => (table[step.op] as Row<Step>).apply(done, step), image);
}
