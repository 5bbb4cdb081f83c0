// Step: a cut in front of everything else. Where there is a resize before it, sharp does it in the place of extend.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const extract: StepRow<OpOf<'extract'>> = {
  slot: 'extract',
  coloured: false,
  apply: (image, step) => image.extract(step),
};
