// Image names as they stand in targets.
import { decodePart } from '../dialect/decode-part.ts';
import { checkName } from '../image/name.ts';

/** Fails with `bad-target` (not percent-encoded UTF-8) or `bad-name`. */
export function readName(encoded: string): string {
  return checkName(decodePart(encoded));
}
