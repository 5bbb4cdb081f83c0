// Step: scaling. A decoder that can shrink while it reads does so where nothing stands before it in the pass.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const resize: StepRow<Omit<OpOf<'resize'>, 'strategy'>> = {
  slot: 'resize',
  coloured: false,
  apply: (image, { width, height, kernel }) => image.resize(width, height, { fit: 'fill', ...(kernel && { kernel }) }),
};
