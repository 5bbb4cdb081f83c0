// Third-party modules: plain ES modules that a target has loaded, made into modules of the house. Nothing they say is
// believed before it was looked at; one sentence says what is wrong.
import type { PixelOp } from '../engine/op.ts';
import { Failure } from '../failure.ts';
import type { Shape } from '../image/shape.ts';
import { choice } from '../recipe/kinds/choice.ts';
import { colour } from '../recipe/kinds/colour.ts';
import { decimal } from '../recipe/kinds/decimal.ts';
import { flag } from '../recipe/kinds/flag.ts';
import { integer } from '../recipe/kinds/integer.ts';
import type { About, Option, OptionTable } from '../recipe/option.ts';
import type { Module } from './module.ts';
import { encode } from './modules/encode.ts';

type Facts = Readonly<Record<string, unknown>>;

/** What a third-party module's default export has to be. */
export interface ForeignModule {
  /** 1 to 64 lower-case letters, digits and "-". */
  readonly name: string;
  /** Changes whenever its pixels do. */
  readonly version: string;
  /** Place in a stage, below that of encode; nobody else's. */
  readonly rank: number;
  readonly summary: string;
  /** By long name: `type` (integer, decimal, choice, flag, color) and what that needs (min, max, words), aliases, summary. */
  readonly options: Readonly<Record<string, Facts>>;
  /**
   * Pure. Undefined where there is nothing to do. `width` and `height` of what comes out are those of the input where
   * they are left out; `ops` come before `pixels`.
   */
  plan(input: Shape, config: Facts): ForeignPlan | undefined;
  /** Gets bytes of 1 to 4 channels, rows without padding, and may change them; answers them or others. */
  pixels?(raw: Uint8Array, info: PixelsInfo, config: Facts): Uint8Array | Promise<Uint8Array>;
}

export interface ForeignPlan {
  readonly width?: number;
  readonly height?: number;
  readonly ops?: readonly PixelOp[];
}

export interface PixelsInfo {
  /** Of the pixels that are given. */
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** Of those that are to be answered, with as many channels. */
  readonly output: { readonly width: number; readonly height: number };
}

/** `from` says in a sentence where it came from. Fails with `bad-request`. */
export function checkForeign(value: unknown, from: string): ForeignModule {
  const expect = (holds: boolean, expected: string) => {
    if (!holds) throw new Failure('bad-request', `Expected module ${from} to have ${expected}.`);
  };
  const { name, version, rank, summary, options, plan, pixels } = (value ?? {}) as Partial<ForeignModule>;
  expect(typeof value === 'object' && value !== null, 'an object as its default export');
  expect(/^[a-z][a-z0-9-]{0,63}$/.test(String(name)), 'a "name" of lower-case letters, digits and "-"');
  expect(typeof version === 'string' && version !== '', 'a "version"');
  expect(typeof rank === 'number' && rank > 0 && rank < encode.rank, `a "rank" above 0 and below ${encode.rank}`);
  expect(typeof summary === 'string', 'a "summary"');
  expect(typeof options === 'object' && options !== null, '"options"');
  expect(typeof plan === 'function', 'a function "plan"');
  expect(pixels === undefined || typeof pixels === 'function', 'a function as "pixels", or none');
  for (const [option, facts] of Object.entries(options as ForeignModule['options'])) {
    expect(/^[a-z][a-z0-9.-]{0,63}$/.test(option), `options of lower-case letters, and not "${option}"`);
    expect(
      kindOf(facts) !== undefined,
      `for "${option}" a "type" of ${Object.keys(kinds).join(', ')} and what it needs`,
    );
  }
  return value as ForeignModule;
}

/** A module of the house made of a checked one. What its `plan` answers is looked at each time. */
export function adoptModule(foreign: ForeignModule): Module {
  const { name, version, rank, summary } = foreign;
  const options = Object.entries(foreign.options).map(([option, facts]) => [option, kindOf(facts)]);
  return {
    ...{ name, rank, summary },
    options: Object.fromEntries(options) as OptionTable,
    plan(input, config) {
      if (Object.keys(config).length === 0) return { output: input, ops: [] };
      const planned = planOf(foreign, input, config);
      if (planned === undefined) return { output: input, ops: [] };
      const { width = input.width, height = input.height, ops = [] } = planned;
      if (![width, height].every((side) => Number.isInteger(side) && side >= 1)) throw broken(name);
      const made: PixelOp[] = foreign.pixels ? [{ op: 'pixels', module: name, version, config, width, height }] : [];
      return { output: { ...input, width, height }, ops: [...ops, ...made] };
    },
  };
}

/** The modules together. Fails with `bad-request` where two have one name, one rank or one option. */
export function joinModules(house: readonly Module[], foreign: readonly Module[]): readonly Module[] {
  const all = [...house];
  for (const module of foreign) {
    const clash = all.map((other) => clashOf(module, other)).find((found) => found !== undefined);
    if (clash !== undefined) throw new Failure('bad-request', `Expected module ${module.name} to have ${clash}.`);
    all.push(module);
  }
  return all;
}

function clashOf(module: Module, other: Module): string | undefined {
  const its = (suffix: string) => `another ${suffix}, which is that of module ${other.name}`;
  if (module.name === other.name) return its('name');
  if (module.rank === other.rank) return its(`rank than ${module.rank}`);
  const option = keysOf(module).find((key) => keysOf(other).includes(key));
  return option && its(`option than "${option}"`);
}

function keysOf({ options }: Module): string[] {
  return Object.entries(options).flatMap(([name, { aliases }]) => [name, ...aliases]);
}

function planOf(foreign: ForeignModule, input: Shape, config: Facts): ForeignPlan | undefined {
  try {
    return foreign.plan(input, config);
  } catch (error) {
    throw broken(foreign.name, error);
  }
}

function broken(name: string, cause?: unknown): Failure {
  return new Failure('internal', `The module "${name}" could not plan this.`, {}, cause);
}

const kinds: Readonly<Record<string, (facts: Facts, about: About<never>) => Option<unknown> | undefined>> = {
  integer: ({ min, max }, about) => (areBounds(min, max) ? integer(Number(min), Number(max), about) : undefined),
  decimal: ({ min, max }, about) => (areBounds(min, max) ? decimal(Number(min), Number(max), about) : undefined),
  choice: ({ words }, about) => (areWords(words) ? choice(words, about) : undefined),
  flag: (_, about) => flag(about),
  color: (_, about) => colour(about),
};

function kindOf(facts: unknown): Option<unknown> | undefined {
  const { type, summary, aliases = [] } = (facts ?? {}) as Facts;
  if (typeof summary !== 'string' || !Array.isArray(aliases)) return undefined;
  const kind = Object.hasOwn(kinds, String(type)) ? kinds[String(type)] : undefined;
  return kind?.(facts as Facts, { summary, aliases: aliases.map(String) });
}

function areBounds(min: unknown, max: unknown): boolean {
  return typeof min === 'number' && typeof max === 'number' && min <= max;
}

function areWords(words: unknown): words is string[] {
  return Array.isArray(words) && words.length > 0 && words.every((word) => /^[a-z0-9-]+$/.test(String(word)));
}
