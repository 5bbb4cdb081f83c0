// Step: a ground under transparent pixels.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const flatten: StepRow<OpOf<'flatten'>> = {
  slot: 'flatten',
  coloured: true,
  apply: (image, { background }) => image.flatten({ background }),
};
