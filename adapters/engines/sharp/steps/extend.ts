// Step: a border.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const extend: StepRow<OpOf<'extend'>> = {
  slot: 'extend',
  coloured: true,
  apply: (image, { top, right, bottom, left, background }) => image.extend({ top, right, bottom, left, background }),
};
