// What clients say of an image beside its bytes: as JSON, as fields of a form, or as header fields of an upload.
import * as v from 'valibot';
import { compareUtf8 } from '../database/utf8-order.ts';
import { Failure } from '../failure.ts';
import {
  fitsMetadata,
  isMetadataKey,
  isMetadataValue,
  isTag,
  userMetaLimits as most,
  type UserMeta,
} from '../image/user-meta.ts';

export const tag = v.pipe(
  v.string(),
  v.minLength(1),
  v.check(isTag),
  v.description(`1 to ${most.tagBytes} bytes of UTF-8 (NFC), without commas and controls.`),
);
const key = v.pipe(v.string(), v.maxLength(most.keyLength), v.regex(/^[\w.:-]+$/), v.check(isMetadataKey));
const value = v.pipe(v.string(), v.maxLength(most.valueBytes), v.check(isMetadataValue));

const privateSchema = v.pipe(v.boolean(), v.description('Only signed URLs open a private image.'));
const tagsSchema = v.pipe(v.array(tag), v.maxLength(most.tags));
const metadataSchema = v.pipe(
  v.record(key, value),
  v.check(fitsMetadata),
  v.description(`At most ${most.keys} keys, ${most.metadataBytes} bytes of keys and values together.`),
);

/** To be spread into the schema of a body that may say it. */
export const userMetaEntries = {
  private: v.optional(privateSchema),
  tags: v.optional(tagsSchema),
  metadata: v.optional(metadataSchema),
};
const userMetaSchema = v.strictObject(userMetaEntries);

/** Of PATCH: a merge patch (RFC 7396), so null takes a key away. */
export const userMetaPatch = v.strictObject({
  ...userMetaEntries,
  metadata: v.optional(
    v.pipe(
      v.nullable(v.record(key, v.nullable(value))),
      v.description('Keys that are left out stay, null takes one away; null for the whole takes all away.'),
    ),
  ),
});
type Patch = v.InferOutput<typeof userMetaPatch>;

/** What a checked body says, and nothing for what it leaves out. */
export function saidOf(body: v.InferOutput<typeof userMetaSchema>): Partial<UserMeta> {
  return {
    ...(body.private !== undefined && { private: body.private }),
    ...(body.tags !== undefined && { tags: sorted(body.tags) }),
    ...(body.metadata !== undefined && { metadata: body.metadata }),
  };
}

/** Fails with `bad-request` where there would be too much of it together. */
export function patched(before: UserMeta, { metadata: change = {}, ...others }: Patch): UserMeta {
  const { private: isPrivate, tags } = before;
  const merged = Object.entries({ ...(change === null ? {} : before.metadata), ...change });
  const metadata = Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
  if (!fitsMetadata(metadata)) throw refused('metadata');
  return { private: isPrivate, tags, metadata, ...saidOf(others) };
}

/** Of `Image-Private`, `Image-Tags` and `Image-Metadata`. Fails with `bad-request`. */
export function readUserMetaHeaders(headers: Headers): Partial<UserMeta> {
  const tags = asciiOf(headers, 'Image-Tags');
  return readUserMetaTexts(
    {
      private: asciiOf(headers, 'Image-Private'),
      tags: tags === undefined ? undefined : decoded(tags),
      metadata: asciiOf(headers, 'Image-Metadata'),
    },
    'Image-',
  );
}

// A header field has bytes of Latin-1 at best: of UTF-8 that was put there as it is, other letters would be stored.
function asciiOf(headers: Headers, name: string): string | undefined {
  const text = headers.get(name) ?? undefined;
  if (text === undefined || /^[\t -~]*$/.test(text)) return text;
  const expected = 'ASCII: tags with percent-encoding, metadata as JSON with \\u escapes';
  throw new Failure('bad-request', `Expected ${expected} in "${name}".`, { subject: name, expected });
}

/** Texts of `private` (true or false), `tags` (a comma list) and `metadata` (a JSON object). Fails with `bad-request`. */
export function readUserMetaTexts(
  { private: flag, tags, metadata }: { readonly [K in keyof UserMeta]?: string | undefined },
  prefix = '',
): Partial<UserMeta> {
  const list = tags?.split(',').map((item) => item.trim());
  return saidOf({
    private:
      flag === undefined
        ? undefined
        : read(`${prefix}private`, privateSchema, flag === 'true' || (flag !== 'false' && flag)),
    tags:
      list === undefined
        ? undefined
        : read(`${prefix}tags`, tagsSchema, list.length === 1 && list[0] === '' ? [] : list),
    metadata: metadata === undefined ? undefined : read(`${prefix}metadata`, metadataSchema, jsonOf(metadata)),
  });
}

function read<T>(subject: string, schema: v.GenericSchema<unknown, T>, found: unknown): T {
  const result = v.safeParse(schema, found);
  if (result.success) return result.output;
  throw refused(subject);
}

function refused(subject: string): Failure {
  const expected =
    `private of true or false, tags of at most ${most.tags} (each at most ${most.tagBytes} bytes), ` +
    `metadata of at most ${most.keys} keys and ${most.metadataBytes} bytes`;
  return new Failure('bad-request', `Expected ${expected}; "${subject}" is something else.`, { subject, expected });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('Image-tags');
  }
}

function jsonOf(text: string): unknown {
  try {
    const value = JSON.parse(text);
    // A list would pass for an object of numbered keys.
    return Array.isArray(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function sorted(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].sort(compareUtf8);
}
