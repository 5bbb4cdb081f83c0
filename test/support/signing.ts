// Keys and rules of delivery for tests; the clock stands still unless a test moves it.
import type { SigningKey } from '../../core/dialect/signing-keys.ts';
import { defaultLadderWidths } from '../../core/policy/ladder.ts';

export const ladderWidths: readonly number[] = defaultLadderWidths.split(',').map(Number);

export function keyOf(kid: string, fill: number): SigningKey {
  return { kid, secret: new Uint8Array(32).fill(fill) };
}
