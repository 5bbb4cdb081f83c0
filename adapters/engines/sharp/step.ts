// What one pass through sharp can do: a row for each step, and which steps can go together.
import type { Sharp } from 'sharp';
import { blur } from './steps/blur.ts';
import { contrast } from './steps/contrast.ts';
import { extend } from './steps/extend.ts';
import { extract } from './steps/extract.ts';
import { flatten } from './steps/flatten.ts';
import { linear } from './steps/linear.ts';
import { linearResize } from './steps/linear-resize.ts';
import { matrix } from './steps/matrix.ts';
import { modulate } from './steps/modulate.ts';
import { resize } from './steps/resize.ts';
import { sharpen } from './steps/sharpen.ts';
import { smartCrop } from './steps/smart-crop.ts';
import { placeOf, type Slot, type StepRow } from './steps/step-row.ts';
import { tint } from './steps/tint.ts';
import { turn } from './steps/turn.ts';
import { unsharp } from './steps/unsharp.ts';

const rows = {
  extract,
  flatten,
  resize,
  'linear-resize': linearResize,
  turn,
  'smart-crop': smartCrop,
  extend,
  blur,
  matrix,
  modulate,
  sharpen,
  unsharp,
  contrast,
  linear,
  tint,
};

type Rows = typeof rows;
export type Step = { [Name in keyof Rows]: Parameters<Rows[Name]['apply']>[1] }[keyof Rows];

// Sharp extracts a second time, but takes the call for it only where there is a resize before.
// The slot is that of extend, so that they never share a pass: sharp would report the size between the two.
const slotOfSecondExtract: Slot = 'extend';

/** Steps that go through sharp together. */
export interface Chain {
  readonly steps: readonly Step[];
  /** Place of the last step in sharp's order; below all places where there is none. */
  readonly place: number;
}

export const emptyChain: Chain = { steps: [], place: -1 };

/** The chain with this step behind it, or undefined where sharp would run it too early. */
export function extended({ steps, place }: Chain, step: Step): Chain | undefined {
  const second = step.op === 'extract' && steps.some(isResize);
  // A smart crop is sharp's resize: there can be no other in its pass.
  if (step.op === 'smart-crop' && steps.length > 0) return undefined;
  if (mixesLight(steps, step)) return undefined;
  const next = placeOf(second ? slotOfSecondExtract : rows[step.op].slot);
  return next > place ? { steps: [...steps, step], place: next } : undefined;
}

export function isColoured(step: Step): boolean {
  return rows[step.op].coloured;
}

export function isResize({ op }: Step): boolean {
  return op === 'resize' || op === 'linear-resize';
}

function mixesLight(steps: readonly Step[], step: Step): boolean {
  const together = [...steps, step];
  return together.some(({ op }) => op === 'linear-resize') && together.some(isColoured);
}

export function applySteps(image: Sharp, steps: readonly Step[]): Sharp {
  return steps.reduce((done, step) => (rows[step.op] as StepRow<Step>).apply(done, step), image);
}
