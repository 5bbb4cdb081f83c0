// Step: Gaussian blur.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const blur: StepRow<OpOf<'blur'>> = {
  slot: 'blur',
  coloured: true,
  apply: (image, { sigma }) => image.blur(sigma),
};
