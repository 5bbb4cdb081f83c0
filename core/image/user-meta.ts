// What people say of a stored image, beside what its bytes say. It belongs to the name: new bytes leave it as it is.

export interface UserMeta {
  /** Only signed URLs open the image, and no shared cache may keep it. */
  readonly private: boolean;
  /** Each once, in order of their UTF-8 bytes. */
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Counts, and bytes of UTF-8. A row of pDatabase is read whole, and a page of a listing has a thousand of them. */
export const userMetaLimits = {
  tags: 32,
  tagBytes: 64,
  keys: 32,
  keyLength: 64,
  valueBytes: 1024,
  /** Of all keys and values together. */
  metadataBytes: 4096,
} as const;

export const noUserMeta: UserMeta = { private: false, tags: [], metadata: {} };

/** In Unicode's composed form, without controls, a comma (tags are listed with it) or spaces around. */
export function isTag(text: string): boolean {
  const isPlain = /^[^\p{Cc}\p{Cs},\s](?:[^\p{Cc}\p{Cs},]*[^\p{Cc}\p{Cs},\s])?$/u.test(text);
  return isPlain && text === text.normalize('NFC') && bytesOf(text) <= userMetaLimits.tagBytes;
}

export function isMetadataKey(text: string): boolean {
  return /^[\w.:-]+$/.test(text) && text.length <= userMetaLimits.keyLength;
}

export function isMetadataValue(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text) && bytesOf(text) <= userMetaLimits.valueBytes;
}

/** Whether all of it together is within the limits; its parts are right already. */
export function fitsMetadata(metadata: UserMeta['metadata']): boolean {
  const entries = Object.entries(metadata);
  const bytes = entries.reduce((sum, [key, value]) => sum + key.length + bytesOf(value), 0);
  return entries.length <= userMetaLimits.keys && bytes <= userMetaLimits.metadataBytes;
}

export function sameUserMeta(a: UserMeta, b: UserMeta): boolean {
  return a.private === b.private && sameEntries(a.tags, b.tags) && sameEntries(a.metadata, b.metadata);
}

function sameEntries(a: object, b: object): boolean {
  const [ours, theirs] = [Object.entries(a).sort(), Object.entries(b).sort()];
  return JSON.stringify(ours) === JSON.stringify(theirs);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
