// The key under which a result is kept: equal for two requests exactly if they mean the same bytes.
import type { Plan } from '../pipeline/plan.ts';
import { digestKey } from './digest-key.ts';

/**
 * `version` is the source's, `mark` the engine's. Each part goes in behind its length, so that no two
 * lists of parts run together into one text. 32 characters, as digestKey gives them.
 */
export function resultKey(version: string, plan: Plan, mark: string): string {
  const { unsettled } = plan;
  const parts = [
    version,
    sortedJson([plan.frames, plan.ops, plan.encode, ...(unsettled ? [unsettled.recipe.stages] : [])]),
    mark,
  ];
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return digestKey(text);
}

// Modules are free in the order in which they write an operation's fields; the key is not.
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
