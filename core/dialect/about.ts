// What the reference says of a dialect: made of the same tables that its reader goes by where it has some.

export interface OptionAbout {
  /** As the dialect writes it, the long name first. */
  readonly names: readonly string[];
  /** What it becomes here. */
  readonly becomes?: string;
  /** Why it is refused, where it is. */
  readonly why?: string;
}

export interface DialectAbout {
  /** As in IMG_DIALECTS. */
  readonly name: string;
  readonly title: string;
  /** For the README, a sentence each. */
  readonly supported: string;
  readonly missing: string;
  /** Defaults, order, what differs: a sentence each. */
  readonly notes: readonly string[];
  readonly options: readonly OptionAbout[];
}
