// What one stage says, flat: `module.option` to its value. Readers collect it, writers take out of it until nothing is left.
import type { Recipe, Stage } from '../recipe/recipe.ts';
import { notSupported } from './refused.ts';

export type Said = Map<string, unknown>;

export function stageOf(said: Said): Stage {
  const stage: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of said) {
    const dot = key.indexOf('.');
    const [module, option] = [key.slice(0, dot), key.slice(dot + 1)];
    stage[module] = { ...stage[module], [option]: value };
  }
  return stage;
}

/** Of the one stage of a canonical recipe. Fails with `not-supported` where there are more. */
export function saidBy({ stages }: Recipe): Said {
  const [stage = {}, second] = stages;
  if (second !== undefined) throw notSupported('~', 'This dialect has one stage.');
  return new Map(
    Object.entries(stage).flatMap(([module, config]) =>
      Object.entries(config).map(([option, value]) => [`${module}.${option}`, value] as const),
    ),
  );
}

/** The value, which is then no longer there. */
export function take(said: Said, key: string): unknown {
  const value = said.get(key);
  said.delete(key);
  return value;
}
