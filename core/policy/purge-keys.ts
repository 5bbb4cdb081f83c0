// The keys under which a CDN keeps an answer, so that it can be told to forget all answers of an image at once:
// Surrogate-Key (Fastly, Varnish xkey; spaces between) and Cache-Tag (Cloudflare, Bunny, Google; commas between).

export type PurgeField = 'Surrogate-Key' | 'Cache-Tag';

// Fastly and Cloudflare take keys of 1024 bytes. Names that are longer when encoded share the key of their beginning:
// then too much is forgotten, never too little.
const longestKey = 1000;
// Both fields have a bound of 16 KB; a proxy in between may have less.
const mostKeys = 16;

/** The key of one image, whatever answers it is in. Percent-encoding leaves neither spaces nor commas. */
export function purgeKeyOf(name: string): string {
  return `image/${encodeURIComponent(name).replaceAll('%2F', '/')}`.slice(0, longestKey);
}

/** Of whatever else an answer may be forgotten by: `tag`, `pipeline`. */
export function purgeKeyFor(kind: string, id: string): string {
  return `${kind}/${encodeURIComponent(id)}`.slice(0, longestKey);
}

/** The fields of an answer under these keys; the first ones where there are too many. */
export function purgeFields(fields: readonly PurgeField[], keys: readonly string[]): Readonly<Record<string, string>> {
  const few = [...new Set(keys)].slice(0, mostKeys);
  return Object.fromEntries(fields.map((field) => [field, few.join(field === 'Surrogate-Key' ? ' ' : ',')]));
}
