// The options part of a native URL: stages separated by "~", in each a comma list key=value, or "_" for none.
// Read by splitting at single characters: linear, whatever is sent.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import type { Module } from '../pipeline/module.ts';
import { badOption } from '../recipe/bad-option.ts';
import { maxStages } from '../recipe/canonical.ts';
import type { Option } from '../recipe/option.ts';
import type { Stage } from '../recipe/recipe.ts';
import { encodeValue } from './encode-part.ts';

export interface Place {
  readonly module: string;
  /** Long name. */
  readonly name: string;
  readonly option: Option<unknown>;
}

/** Every name an option is known by. Throws where two modules claim one name: that is a fault of the house. */
export function placesOf(modules: readonly Module[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { name: module, options } of modules) {
    for (const [name, option] of Object.entries(options)) {
      for (const key of [name, ...option.aliases]) {
        if (places.has(key)) throw new Failure('internal', `Expected one option to be called "${key}" but found two.`);
        places.set(key, { module, name, option });
      }
    }
  }
  return places;
}

/** `text` is decoded. One stage too many is read, so that its recipe is refused. Throws Failure `bad-option`. */
export function readStages(text: string, places: ReadonlyMap<string, Place>): Stage[] {
  return text.split('~', maxStages + 1).map((stage) => (stage === '_' ? {} : readStage(stage, places)));
}

function readStage(text: string, places: ReadonlyMap<string, Place>): Stage {
  const stage: Record<string, Record<string, unknown>> = {};
  for (const item of text.split(',')) {
    const { module, name, value } = readItem(item, places);
    const config = stage[module] ?? {};
    if (Object.hasOwn(config, name)) throw badOption(name, 'one value in a stage', item);
    config[name] = value;
    stage[module] = config;
  }
  return stage;
}

function readItem(item: string, places: ReadonlyMap<string, Place>) {
  const equals = item.indexOf('=');
  const key = equals === -1 ? item : item.slice(0, equals);
  const place = places.get(key);
  if (place === undefined) throw unknownOption(key, places);
  const { module, name, option } = place;
  const text = equals === -1 ? '' : item.slice(equals + 1);
  const value = option.read(text);
  if (value === undefined) throw badOption(name, option.expected, text);
  return { module, name, value };
}

function unknownOption(key: string, places: ReadonlyMap<string, Place>): Failure {
  const subject = quotable(key);
  const expected = `key=value with one of ${[...new Set([...places.values()].map(({ name }) => name))].join(', ')}`;
  return new Failure('bad-option', `Expected "_" or ${expected} but received "${subject}".`, {
    subject,
    expected,
    received: subject,
  });
}

/** The stages of a canonical recipe under the shortest names. */
export function writeStages(stages: readonly Stage[], modules: readonly Module[]): string {
  const tables = new Map(modules.map(({ name, options }) => [name, options] as const));
  const writeConfig = (module: string, config: Stage[string]) =>
    Object.entries(config).map(([name, value]) => {
      const option = tables.get(module)?.[name];
      return `${option?.aliases[0] ?? name}=${encodeValue(option?.write(value) ?? '')}`;
    });
  const writeStage = (stage: Stage) =>
    Object.entries(stage)
      .flatMap(([module, config]) => writeConfig(module, config))
      .join(',');
  return stages.map((stage) => writeStage(stage) || '_').join('~');
}
