// What this engine cannot do, said before a byte is decoded.
import type { BatchOutput, FrameChoice } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { refuseWithoutRow } from './rows.ts';
import { refuseEncoding } from './write.ts';

export type Output = Pick<BatchOutput, 'ops' | 'encode'>;

/** Fails with `not-supported`. */
export function refuseOutput({ ops, encode }: Output, frames: FrameChoice): void {
  if (typeof frames === 'object' && frames.from !== 0) throw cannot('frame');
  refuseWithoutRow(ops);
  if (encode.op === 'encode') refuseEncoding(encode);
}
