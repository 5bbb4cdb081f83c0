// What lies where in the bucket. An image lies under prefix + name; what else is ours lies behind an empty segment,
// which no name has.

export interface Layout {
  readonly prefix: string;
  /** Of keys that are no images. */
  readonly aside: string;
  /** The key of the configuration. */
  readonly config: string;
  keyOf(name: string): string;
  /** Undefined for what is aside, or another's. */
  nameOf(key: string): string | undefined;
}

/** `prefix` as it was given, with or without a slash at its end; '' is the whole bucket. */
export function layoutOf(given: string): Layout {
  const prefix = given === '' || given.endsWith('/') ? given : `${given}/`;
  const aside = `${prefix}/`;
  return {
    prefix,
    aside,
    config: `${aside}config.json`,
    keyOf: (name) => prefix + name,
    nameOf: (key) => (key.startsWith(prefix) && !key.startsWith(aside) ? key.slice(prefix.length) : undefined),
  };
}
