// ImageMeta as the user metadata of its object, the same in every store: at most 2 KB for all fields together, and ASCII, says S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
import { parseImageMeta } from '../database/parse-image-meta.ts';
import { Failure } from '../failure.ts';
import { addrTypes, type ImageMeta } from '../image/image-meta.ts';
import type { Staged } from '../volume/persistent-volume.ts';
import { objectAddressOf } from './object-address.ts';

const mostBytes = 2000;

/**
 * `digest` is there also without a `meta`: bytes may be kept without a name of their own. `write` is of this one write: by
 * it a lost answer is known to be ours. Fails with `over-limit` where it does not fit.
 */
export function metadataOf(
  meta: Omit<ImageMeta, 'imgAddr'> | undefined,
  { digest }: Pick<Staged, 'digest'>,
): Record<string, string> {
  const fields = { digest, write: crypto.randomUUID(), ...(meta && { image: imageText(meta) }) };
  const bytes = Object.entries(fields).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes <= mostBytes) return fields;
  const [expected, received] = [`at most ${mostBytes} bytes of facts about an image in a bucket`, String(bytes)];
  throw new Failure('over-limit', `Expected ${expected} but received ${received}.`, { expected, received });
}

/** What the metadata says of the object under this name. Undefined for an object that is none of ours. */
export function readMetadata(
  name: string,
  etag: string,
  metadata: Readonly<Record<string, string>> | undefined,
): ImageMeta | undefined {
  if (metadata?.image === undefined) return undefined;
  const fields = objectIn(metadata.image);
  if (fields === undefined) return undefined;
  const found = {
    ...fields,
    digest: metadata.digest,
    name,
    addrType: addrTypes.pVol,
    imgAddr: objectAddressOf(name, etag),
  };
  return parseImageMeta(name, JSON.stringify(found));
}

function objectIn(text: string): object | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// The name is the key's, the digest has a field of its own, and where it lies is seen.
function imageText(meta: Omit<ImageMeta, 'imgAddr'>): string {
  const { name: _name, addrType: _type, digest: _digest, ...rest } = meta;
  const { imgAddr: _addr, ...kept } = rest as Partial<ImageMeta>;
  // Spaces too: those at an end, and several in a row, do not survive every server.
  return JSON.stringify(kept).replace(/[^!-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
