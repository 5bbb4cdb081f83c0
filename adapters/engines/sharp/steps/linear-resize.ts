// Step: scaling in linear light (scRGB, 32 bits a band). The whole pass works in it, so nothing that works on colours
// may share it; and no decoder shrinks while it reads, since that would average what is not linear.
import type { OpOf } from '../../../../core/index.ts';
import { resize } from './resize.ts';
import type { StepRow } from './step-row.ts';

export const linearResize: StepRow<Omit<OpOf<'resize'>, 'strategy' | 'op'> & { readonly op: 'linear-resize' }> = {
  slot: 'resize',
  coloured: false,
  apply: (image, step) => resize.apply(image.pipelineColourspace('scrgb'), { ...step, op: 'resize' }),
};
