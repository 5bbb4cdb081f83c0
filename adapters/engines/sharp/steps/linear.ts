// Step: a line for each colour. Three of each, so that alpha is left alone.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const linear: StepRow<OpOf<'linear'>> = {
  slot: 'linear',
  coloured: true,
  apply: (image, { factors, offsets }) => image.linear([...factors], [...offsets]),
};
