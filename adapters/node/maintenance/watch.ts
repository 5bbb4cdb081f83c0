// How work on a data directory is followed: how far it is, what it finds, and whether it shall stop.

/** Closed: each kind is explained in infra/reference/commands.md. */
export const findingKinds = {
  'database-damaged': 'SQLite’s quick_check of pDatabase fails, or a page of it cannot be read',
  'row-broken': 'a row of pDatabase is not a whole image record, or the keys of name and digest do not go together',
  'bytes-missing': 'an image is in pDatabase and its original is not there',
  'bytes-damaged': 'an original has another length or another digest than was stored',
  'index-damaged': 'mDatabase’s backup cannot be read to its end; the next start makes it anew',
  'index-differs': 'mDatabase’s backup says something else of an image than pDatabase',
  'index-missing': 'there is no mDatabase backup of this database; the next start makes it anew',
  orphan: 'an original that no row names: litter of a crash, or deleted and within its grace period',
  'name-lost': 'an image came back whose name nobody knows',
  'not-returned': 'a name of the backup that did not come back, because it was deleted since',
} as const;

export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  readonly kind: FindingKind;
  readonly sentence: string;
  readonly name?: string;
  readonly imgAddr?: string;
  /** Worth saying, and nothing wrong. */
  readonly isNote?: boolean;
}

export interface Watch {
  /** `total` undefined: nobody knows how much there is. May be called often. */
  progress(step: string, done: number, total: number | undefined): void;
  found(finding: Finding): void;
  readonly signal: AbortSignal;
}
