// The entries of the crash test: the number says all of them, so that whoever finds one knows what it must be.
import type { Entry } from '../../../../core/index.ts';
import { entryOf } from './open-volume.ts';

export const perGroup = 8;

export function loopEntry(number: number): Entry {
  const group = `group ${Math.floor(number / perGroup)}`;
  return entryOf(`${number}`, group, (number * 7919) % 60_000, number);
}
