// A request in canonical form. Every URL dialect ends as a Recipe.

/** Configuration of the modules of one stage, by module name and long option name. */
export type Stage = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Recipe {
  /** Name of a stored image; checked against the name grammar. */
  readonly source: string;
  /** At least one; the first sees the source, each other the stage before it. */
  readonly stages: readonly Stage[];
}

/** The stages of a named pipeline, none of which is named itself; undefined where there is none of this id. */
export type StagesOf = (id: string) => readonly Stage[] | undefined;
