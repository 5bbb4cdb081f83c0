// Where an image lies in the bucket: `name@etag`. The key follows from the name, and the ETag says which bytes under it,
// so that a read of what was replaced meanwhile finds nothing, by the store's own word.

export interface ObjectAddress {
  readonly name: string;
  /** With its quotes, as S3 wants it in conditions. */
  readonly etag: string;
}

/** `etag` as S3 gives it. */
export function objectAddressOf(name: string, etag: string): string {
  return `${name}@${etag.replaceAll('"', '')}`;
}

/** Undefined for what is no address of this volume. */
export function readObjectAddress(imgAddr: string): ObjectAddress | undefined {
  const at = imgAddr.lastIndexOf('@');
  const tag = imgAddr.slice(at + 1);
  if (at < 1 || !/^[0-9A-Za-z+/=-]{1,100}$/.test(tag)) return undefined;
  return { name: imgAddr.slice(0, at), etag: `"${tag}"` };
}
