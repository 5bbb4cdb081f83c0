// A colour matrix at less than full strength.
import type { MatrixOp, Triple } from '../engine/ops/tones.ts';

type Rows = MatrixOp['rows'];

const identity: Rows = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** `share` of the matrix and the rest of no change, 0 to 1. Six digits, so that equal options have equal rows. */
export function mixed(rows: Rows, share: number): Rows {
  const mix = (row: 0 | 1 | 2): Triple => {
    const at = (column: 0 | 1 | 2) =>
      Number((identity[row][column] + share * (rows[row][column] - identity[row][column])).toFixed(6));
    return [at(0), at(1), at(2)];
  };
  return [mix(0), mix(1), mix(2)];
}
