// Step: the hue and chroma of a colour.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const tint: StepRow<OpOf<'tint'>> = {
  slot: 'tint',
  coloured: true,
  apply: (image, { r, g, b }) => image.tint({ r, g, b }),
};
