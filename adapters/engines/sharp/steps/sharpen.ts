// Step: unsharp mask.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const sharpen: StepRow<OpOf<'sharpen'>> = {
  slot: 'sharpen',
  coloured: true,
  apply: (image, { sigma }) => image.sharpen({ sigma }),
};
