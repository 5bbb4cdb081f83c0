// Step: the cut of a resize with a strategy. The scaling is a step of its own, in the pass before.
import type { StepRow } from './step-row.ts';

/** Cut to this size where the pixels are least interesting. */
export interface SmartCropStep {
  readonly op: 'smart-crop';
  readonly width: number;
  readonly height: number;
  readonly strategy: 'attention' | 'entropy';
}

// Sharp knows it as a resize; the step comes when one side fits already, so nothing is scaled by it.
export const smartCrop: StepRow<SmartCropStep> = {
  slot: 'crop',
  coloured: false,
  apply: (image, { width, height, strategy }) => image.resize(width, height, { fit: 'cover', position: strategy }),
};
