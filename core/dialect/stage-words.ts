// What a URL has said so far, by module and option, while its parts are read one after the other.

export type StageWords = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Later words win. */
export function say(words: StageWords, module: string, config: Readonly<Record<string, unknown>>): StageWords {
  return { ...words, [module]: { ...words[module], ...config } };
}
