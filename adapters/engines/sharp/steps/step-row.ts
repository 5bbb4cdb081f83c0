// What a step of a pass has to say of itself, and where sharp does it.
import type { Sharp } from 'sharp';

/**
 * What sharp does in one pass, in its order, whatever the order of the calls: that of its pipeline.cc (0.35.5).
 * It must be read again when sharp is upgraded (the contract suite notices).
 */
const sharpOrder = [
  'extract',
  'flatten',
  'resize',
  'turn',
  'crop',
  'rotate',
  'extend',
  'median',
  'blur',
  'convolve',
  'recomb',
  'modulate',
  'sharpen',
  'composite',
  'linear',
  'normalise',
  'clahe',
  'tint',
] as const;
export type Slot = (typeof sharpOrder)[number];

export interface StepRow<S extends { readonly op: string }> {
  /** Steps of one pass must ascend in sharp's order. */
  readonly slot: Slot;
  /** Whether it works on colours as they stand, and so needs 8-bit sRGB in three bands or more. */
  readonly coloured: boolean;
  apply(image: Sharp, step: S): Sharp;
}

export function placeOf(slot: Slot): number {
  return sharpOrder.indexOf(slot);
}
