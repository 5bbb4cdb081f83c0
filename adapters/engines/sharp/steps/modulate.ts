// Step: brightness and saturation.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const modulate: StepRow<OpOf<'modulate'>> = {
  slot: 'modulate',
  coloured: true,
  apply: (image, { brightness, saturation }) => image.modulate({ brightness, saturation }),
};
