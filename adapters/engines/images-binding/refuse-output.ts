// What Images has no words for, said without sending anything.
import type { RenderTask, Shape } from '../../../core/index.ts';
import { callsOf } from './calls.ts';
import { cannot } from './cannot.ts';
import { outputOf } from './output-of.ts';
import { fromUpright, uprightSize } from './upright.ts';

/** Fails with `not-supported`. */
export function refuseOutput(
  { ops, encode, frames }: Pick<RenderTask, 'ops' | 'encode' | 'frames'>,
  shape: Shape,
): void {
  callsOf(fromUpright(ops, shape), uprightSize(shape));
  const { ext } = encode;
  if (ext === 'palette') throw cannot('format=palette');
  if (ext !== 'json' && ext !== 'blurhash' && ext !== 'thumbhash') outputOf(encode, ext, frames);
}
