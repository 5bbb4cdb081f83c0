// How the text of a setting is read: the schemas that rows share, and what makes a row of them.
import * as v from 'valibot';

export interface Setting<T> {
  readonly name: string;
  /** The default, as it would be written in the environment; '' where there is none. */
  readonly fallback: string;
  readonly meaning: string;
  /** Ends the sentence "Expected …" of a refusal. */
  readonly expected: string;
  readonly schema: v.GenericSchema<string, T>;
}

export const setting = <T>(
  name: string,
  fallback: string,
  meaning: string,
  expected: string,
  schema: v.GenericSchema<string, T>,
): Setting<T> => ({ name, fallback, meaning, expected, schema });

const unitBytes: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

export const integer = (min: number, max: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.minValue(min), v.maxValue(max));

export const bytes = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}(KiB|MiB|GiB)?$/),
  v.transform((text) => Number.parseInt(text, 10) * (unitBytes[text.replace(/^\d+/, '')] ?? 1)),
  v.maxValue(Number.MAX_SAFE_INTEGER),
);

export const sizeOf = 'a number of bytes, with KiB, MiB or GiB behind it if you like';

export const text = v.pipe(v.string(), v.minLength(1));

export const listOf = <const T extends readonly string[]>(allowed: T) =>
  v.pipe(
    v.string(),
    v.transform((list) => list.split(',').map((item) => item.trim())),
    v.array(v.picklist(allowed)),
    v.minLength(1),
  );
