// Step: contrast around mid-grey.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const contrast: StepRow<OpOf<'contrast'>> = {
  slot: 'linear',
  coloured: true,
  apply: (image, { factor }) => image.linear(factor, 128 * (1 - factor)),
};
