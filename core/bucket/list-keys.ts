// Keys of a bucket below a prefix, in order of their bytes: what every store of objects can say.

export interface Listed {
  readonly key: string;
  readonly etag: string;
}

export interface KeyPage {
  readonly prefix: string;
  /** Behind this key; '' begins at the first. */
  readonly after: string;
  readonly limit: number;
}

/** Of one page, say S3 and R2. */
export const mostKeys = 1000;

/** At most `limit` and `mostKeys`; fewer only at the end. */
export type ListKeys<T extends Listed = Listed> = (page: KeyPage) => Promise<readonly T[]>;
