// The key under which a result is kept: equal for two requests exactly if they mean the same bytes.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Plan } from '../pipeline/plan.ts';

// 192 bits: no two results meet by chance or by search. A multiple of three, so base64 needs no padding.
const keyBytes = 24;

/**
 * `version` is the source's, `mark` the engine's. Each part goes in behind its length, so that no two
 * lists of parts run together into one text. 32 characters of base64url (RFC 4648 section 5).
 */
export function resultKey(version: string, plan: Plan, mark: string): string {
  const { unsettled } = plan;
  const parts = [
    version,
    sortedJson([plan.frames, plan.ops, plan.encode, ...(unsettled ? [unsettled.recipe.stages] : [])]),
    mark,
  ];
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  // Not crypto.subtle: that is a job for a thread, and costs ten times as much for so few bytes (decision 0056).
  const bytes = sha256(new TextEncoder().encode(text)).subarray(0, keyBytes);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

// Modules are free in the order in which they write an operation's fields; the key is not.
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
