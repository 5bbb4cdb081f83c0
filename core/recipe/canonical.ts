// The canonical form of a Recipe: two requests that say the same in other words become equal here.
// It plans nothing. Recipes from outside (URL or JSON) pass through it, and nothing unchecked gets behind it.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import type { Module } from '../pipeline/module.ts';
import { checkSource } from '../source/check-source.ts';
import { badOption } from './bad-option.ts';
import type { Option } from './option.ts';
import type { Recipe, Stage } from './recipe.ts';

// Each stage may cost a whole render: without a bound, a URL of 8 KB could ask for thousands.
export const maxStages = 8;

export type Canonical = (recipe: Recipe) => Recipe;

/**
 * Answers a function that sorts modules by rank and options as their module lists them, drops values that mean the
 * same as absence, then stages that say nothing (one always stays).
 * It throws Failure `bad-name` or `bad-request` for the source, or `bad-option` for an unknown option, an unacceptable value, or too many stages.
 */
export function createCanonical(modules: readonly Module[]): Canonical {
  const ranked = modules.toSorted((a, b) => a.rank - b.rank).map(tableOf);
  const names = new Set(ranked.map(({ name }) => name));
  return ({ source, stages }) => {
    if (stages.length > maxStages) throw badOption('~', `at most ${maxStages} stages`, 'more');
    const saying = stages
      .map((stage) => canonicalStage(stage, ranked, names))
      .filter((stage) => Object.keys(stage).length > 0);
    return { source: checkSource(source), stages: saying.length > 0 ? saying : [{}] };
  };
}

// Made once: every request comes by here, and says something to one module or two of thirty.
interface Table {
  readonly name: string;
  readonly options: readonly (readonly [string, Option<unknown>])[];
  readonly names: ReadonlySet<string>;
}

function tableOf({ name, options }: Module): Table {
  return { name, options: Object.entries(options), names: new Set(Object.keys(options)) };
}

function canonicalStage(stage: Stage, ranked: readonly Table[], names: ReadonlySet<string>): Stage {
  refuseUnknown(Object.keys(stage), names);
  const configs = ranked
    .filter(({ name }) => stage[name] !== undefined)
    .map((table) => [table.name, canonicalConfig(table, stage[table.name] ?? {})] as const);
  return Object.fromEntries(configs.filter(([, config]) => Object.keys(config).length > 0));
}

function canonicalConfig({ options, names }: Table, config: Readonly<Record<string, unknown>>): Stage[string] {
  refuseUnknown(Object.keys(config), names);
  const given = options.filter(([name]) => config[name] !== undefined);
  const values = given.map(([name, option]) => [name, canonicalValue(name, option, config[name])] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

// What is written and read back has one form, whatever precision or further keys the value came with.
function canonicalValue(name: string, option: Option<unknown>, value: unknown): unknown {
  if (!option.check(value)) throw badOption(name, option.expected, JSON.stringify(value) ?? typeof value);
  const text = option.write(value);
  const isNeutral = option.neutral !== undefined && option.write(option.neutral) === text;
  return isNeutral ? undefined : option.read(text);
}

function refuseUnknown(received: readonly string[], known: ReadonlySet<string>): void {
  const unknown = received.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const subject = quotable(unknown);
  const expected = `one of ${[...known].join(', ')}`;
  throw new Failure('bad-option', `Expected ${expected} but received "${subject}".`, { subject, expected });
}
