// A request in canonical form. Every URL dialect ends as a Recipe.

/** Configuration of the modules of one stage, by module name and long option name. */
export type Stage = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Recipe {
  /**
   * Name of a stored image, or the absolute URL of one elsewhere: `https://…`, or `http://…` where IMG_SOURCES allows it.
   * A dialect hands over the text as it is meant, decoded once; createCanonical checks it and makes a URL WHATWG's
   * (decision 0066). Whether its host is allowed is asked where it is fetched, and of unsigned URLs before.
   */
  readonly source: string;
  /** At least one; the first sees the source, each other the stage before it. */
  readonly stages: readonly Stage[];
}

/** The stages of a named pipeline, none of which is named itself; undefined where there is none of this id. */
export type StagesOf = (id: string) => readonly Stage[] | undefined;
