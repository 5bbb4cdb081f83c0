// Option kind: how much of an effect, from 0 (none) to 1 (all of it).
import type { About, Option } from '../option.ts';
import { decimal } from './decimal.ts';

/** `true` is read as 1 and `false` as 0; numbers are written. */
export function amount(about: Pick<About<number>, 'summary'>): Option<number> {
  const number = decimal(0, 1, { ...about, neutral: 0 });
  return {
    ...number,
    expected: `${number.expected}, or true`,
    read: (text) => (text === 'true' ? 1 : text === 'false' ? 0 : number.read(text)),
  };
}
