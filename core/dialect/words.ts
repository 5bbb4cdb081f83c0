// The words of a dialect that are options of ours by another name: one row of a table is read, written and shown in the
// reference.
import { Failure } from '../failure.ts';
import { builtinModules } from '../pipeline/modules.ts';
import type { Option } from '../recipe/option.ts';
import type { OptionAbout } from './about.ts';
import { placesOf } from './native-options.ts';
import { notSupported, refused } from './refused.ts';
import type { Said } from './said.ts';

/** How a dialect spells the values of an option. */
export interface Spelling {
  readonly expected: string;
  /** Undefined where the text is not acceptable. */
  read(text: string): unknown;
  /** Undefined where the dialect has no word for the value. */
  write(value: unknown): string | undefined;
}

export interface Word {
  /** The first is written. */
  readonly names: readonly string[];
  /** `module.option` of ours. */
  readonly means: string;
  readonly spelling: Spelling;
}

/** `names` with spaces between them; `means` is one of our options by its long name, and spelled like it unless told. */
export function word(names: string, option: string, spelling?: Spelling): Word {
  const place = places.get(option);
  if (place === undefined) throw new Failure('internal', `Expected an option called "${option}" but there is none.`);
  return {
    names: names.split(' '),
    means: `${place.module}.${place.name}`,
    spelling: spelling ?? (place.option as Option<unknown>),
  };
}

const places = placesOf(builtinModules);

export interface Words {
  /** Whether it is one of these words. Fails with `bad-option`, naming the segment of the URL. */
  read(said: Said, name: string, text: string, segment: string): boolean;
  /** Name and value of everything that is said. Fails with `not-supported`. */
  write(said: Said): [name: string, text: string][];
  readonly about: readonly OptionAbout[];
}

export function createWords(words: readonly Word[]): Words {
  const byName = new Map(words.flatMap((each) => each.names.map((name) => [name, each] as const)));
  return {
    read(said, name, text, segment) {
      const found = byName.get(name);
      if (found === undefined) return false;
      const value = found.spelling.read(text);
      if (value === undefined) throw refused(segment, `${found.spelling.expected} for ${name}`);
      said.set(found.means, value);
      return true;
    },
    write(said) {
      return [...said].map(([means, value]) => {
        for (const { names, spelling } of words.filter((each) => each.means === means)) {
          const text = spelling.write(value);
          if (text !== undefined) return [names[0] as string, text];
        }
        throw notSupported(means, 'This dialect has no word for it.');
      });
    },
    about: words.map(({ names, means }) => ({ names, becomes: `\`${means.slice(means.indexOf('.') + 1)}\`` })),
  };
}
