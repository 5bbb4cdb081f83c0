// Step: at most one mirror and one turn by quarters.
import type { Turn } from '../../../../core/engine/turn.ts';
import type { StepRow } from './step-row.ts';

export interface TurnStep extends Turn {
  readonly op: 'turn';
}

export const turn: StepRow<TurnStep> = {
  slot: 'turn',
  coloured: false,
  apply: (image, { flop, degrees }) => image.flop(flop).rotate(degrees),
};
