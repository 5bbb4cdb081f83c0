// A hash that tells few names apart, so that collisions, which no test can wait for, happen all the time.
import type { NameHash } from '../../../core/database/name-hash.ts';

/** `kinds` different hashes at most. */
export function weakHash(kinds: number): NameHash {
  return (name, into) => {
    let sum = 0;
    for (const character of name) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
    into[0] = Math.imul(sum % kinds, 0x9e3779b1);
    into[1] = Math.imul(sum % kinds, 0x85ebca6b);
  };
}
