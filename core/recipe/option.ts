// An option's kind: how one value of a configuration is read, checked, written and explained.

export interface Option<T> {
  /** Further names it is known by in URLs, short ones first. */
  readonly aliases: readonly string[];
  /** What is accepted, as it ends the sentence "expected …". */
  readonly expected: string;
  /** For the reference: what it does, and what absence means. */
  readonly summary: string;
  /** The value that means the same as absence, where there is one: the canonical form leaves it out. */
  readonly neutral?: T;
  /** Reads URL text (already percent-decoded); undefined where it is not acceptable. */
  read(text: string): T | undefined;
  /** Writes what `read` reads back to an equal value. Without `,` and `~`, which separate options and stages. */
  write(value: T): string;
  /** Checks a value that came from JSON. */
  check(value: unknown): value is T;
}

/** What a kind has to be told to make an option. */
export type About<T> = Pick<Option<T>, 'summary'> & Partial<Pick<Option<T>, 'aliases' | 'neutral'>>;

// biome-ignore lint/suspicious/noExplicitAny: a table holds options of different value types
export type OptionTable = Readonly<Record<string, Option<any>>>;

/** The configuration a table describes: every option may be absent. */
export type ConfigOf<T extends OptionTable> = {
  readonly [K in keyof T]?: T[K] extends Option<infer V> ? V : never;
};
