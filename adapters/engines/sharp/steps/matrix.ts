// Step: bands mixed by a matrix.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const matrix: StepRow<OpOf<'matrix'>> = {
  slot: 'recomb',
  coloured: true,
  apply: (image, { rows: [r, g, b] }) => image.recomb([[...r], [...g], [...b]]),
};
