// How dialects spell values that we spell in another way.
import type { Colour } from '../image/colour.ts';
import { readColour, writeColour } from '../image/read-colour.ts';
import type { Spelling } from './words.ts';

/** One word for each value; of several words for a value, the first is written. */
export function spelled(table: Readonly<Record<string, unknown>>): Spelling {
  return {
    expected: `one of ${Object.keys(table).join(', ')}`,
    read: (text) => (Object.hasOwn(table, text) ? table[text] : undefined),
    write: (value) => Object.keys(table).find((key) => JSON.stringify(table[key]) === JSON.stringify(value)),
  };
}

/** A number from `min` to `max` that we count otherwise. What `from` makes of our value is only written if it is read back. */
export function counted(
  min: number,
  max: number,
  to: (number: number) => number,
  from: (value: number) => number,
): Spelling {
  const read = (text: string) => {
    const number = /^-?\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    // In the four digits that our options have.
    return number >= min && number <= max ? Math.round(to(number) * 10_000) / 10_000 + 0 : undefined;
  };
  return {
    expected: `a number from ${min} to ${max}`,
    read,
    write(value) {
      const text = String(Math.round(from(value as number) * 10_000) / 10_000 + 0);
      return read(text) === value ? text : undefined;
    },
  };
}

/** A whole number, counted as we do. */
export function whole(min: number, max: number): Spelling {
  const read = (text: string) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  const write = (value: unknown) => (read(String(value)) === value ? String(value) : undefined);
  return { expected: `an integer from ${min} to ${max}`, read, write };
}

/** sharp's sigma of a blur; our radius is twice that. */
export const blurSigma = counted(
  0.3,
  1000,
  (sigma) => Math.min(250, Math.max(1, Math.round(sigma * 2))),
  (radius) => radius / 2,
);

/** A name without a value is read like `text`. */
export function withoutText(text: string, spelling: Spelling): Spelling {
  return { ...spelling, read: (given) => spelling.read(given === '' ? text : given) };
}

/** A switch that is on where it has any of these texts. It is only written where it is on. */
export function switched(on: readonly string[], off: readonly string[] = [], value: unknown = true): Spelling {
  const isOff = typeof value === 'boolean' ? !value : null;
  return {
    expected: `one of ${[...on, ...off].join(', ')}`,
    read: (text) => (on.includes(text) ? value : off.includes(text) ? isOff : undefined),
    write: (said) => (said === value ? on[0] : said === isOff ? off[0] : undefined),
  };
}

/** Colours of CSS: names, hex digits, `rgb(1 2 3)` and `rgba(1, 2, 3, 0.5)`. */
export const cssColour: Spelling = {
  expected: 'a CSS colour',
  read: (text) => readColour(text) ?? readFunction(text),
  write: (value) => writeColour(value as Colour),
};

function readFunction(text: string): Colour | undefined {
  const inside = /^rgba?\(([\d.,%/ ]{1,40})\)$/i.exec(text)?.[1];
  const [r, g, b, a = '1', ...more] = inside?.split(/[ ,/]/).filter((part) => part !== '') ?? [];
  const channels = [r, g, b].map((part) => (/^\d{1,3}$/.test(part ?? '') ? Number(part) : 256));
  const alpha = /^\d{1,3}%$/.test(a) ? Number(a.slice(0, -1)) / 100 : /^\d?(\.\d{1,4})?$/.test(a) ? Number(a) : 2;
  if (more.length > 0 || alpha > 1 || channels.some((channel) => channel > 255)) return undefined;
  const [red = 0, green = 0, blue = 0] = channels;
  // As eight hex digits say it, so that what is written is read back.
  return { r: red, g: green, b: blue, alpha: Math.round(alpha * 255) / 255 };
}
