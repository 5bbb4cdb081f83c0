// Step: brightness, saturation and hue.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const modulate: StepRow<OpOf<'modulate'>> = {
  slot: 'modulate',
  coloured: true,
  apply: (image, { brightness, saturation, hue = 0 }) => image.modulate({ brightness, saturation, hue }),
};
