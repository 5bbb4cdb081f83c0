// The objects of one bucket, in RAM, under S3's rules: a write is seen whole or not at all, conditions are weighed with it.
import { createHash } from 'node:crypto';

export interface StoredObject {
  readonly bytes: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly modified: Date;
  /** Content-Type, Cache-Control and x-amz-meta-…, as they will be answered. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface Page {
  readonly prefix: string;
  readonly after: string;
  readonly limit: number;
}

export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

interface Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

const leastPartBytes = 5 * 1024 ** 2;

export type Objects = ReturnType<typeof createObjects>;

/**
 * `honours`: 'no-conditions' writes as if none had been said; 'like-radosgw' does where the upload has parts, and compares
 * If-Match of a write with an ETag without its quotes.
 */
export function createObjects(honours: 'all' | 'no-conditions' | 'like-radosgw' = 'all') {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Upload>();

  const weigh = (key: string, { ifMatch, ifNoneMatch }: Conditions) => {
    const there = objects.get(key);
    if (ifNoneMatch === '*' && there !== undefined) throw new S3Error(412, 'PreconditionFailed');
    if (ifMatch === undefined) return;
    if (there === undefined) throw new S3Error(404, 'NoSuchKey');
    const wanted = honours === 'like-radosgw' ? `"${ifMatch}"` : quoted(ifMatch);
    if (wanted !== there.etag) throw new S3Error(412, 'PreconditionFailed');
  };
  const write = (key: string, object: StoredObject, conditions: Conditions): StoredObject => {
    weigh(key, conditions);
    objects.set(key, object);
    return object;
  };
  const uploadOf = (id: string, key: string): Upload => {
    const upload = uploads.get(id);
    if (upload?.key !== key) throw new S3Error(404, 'NoSuchUpload');
    return upload;
  };

  return {
    uploads: () => uploads.size,
    keys: () => [...objects.keys()].sort(byBytes),

    get(key: string): StoredObject {
      const found = objects.get(key);
      if (found === undefined) throw new S3Error(404, 'NoSuchKey');
      return found;
    },

    put(key: string, bytes: Buffer, headers: StoredObject['headers'], conditions: Conditions): StoredObject {
      const object = { bytes, headers, modified: new Date(), etag: `"${md5(bytes)}"` };
      return write(key, object, honours === 'no-conditions' ? {} : conditions);
    },

    remove(key: string, conditions: Conditions = {}): boolean {
      if (objects.has(key)) weigh(key, conditions);
      return objects.delete(key);
    },

    /** One more than was asked for, where there is one. */
    list({ prefix, after, limit }: Page): [string, StoredObject][] {
      return [...objects]
        .filter(([key]) => key.startsWith(prefix) && byBytes(key, after) > 0)
        .sort(([a], [b]) => byBytes(a, b))
        .slice(0, limit + 1);
    },

    begin(key: string, headers: StoredObject['headers']): string {
      const id = crypto.randomUUID();
      uploads.set(id, { key, headers, parts: new Map() });
      return id;
    },

    part(id: string, key: string, number: number, bytes: Buffer): string {
      uploadOf(id, key).parts.set(number, bytes);
      return `"${md5(bytes)}"`;
    },

    complete(id: string, key: string, numbers: readonly number[], conditions: Conditions): StoredObject {
      const { headers, parts } = uploadOf(id, key);
      const pieces = numbers.map((number) => parts.get(number) ?? invalidPart());
      if (pieces.slice(0, -1).some(({ byteLength }) => byteLength < leastPartBytes)) {
        throw new S3Error(400, 'EntityTooSmall');
      }
      const bytes = Buffer.concat(pieces);
      const sums = Buffer.concat(pieces.map((piece) => createHash('md5').update(piece).digest()));
      const object = { bytes, headers, modified: new Date(), etag: `"${md5(sums)}-${pieces.length}"` };
      const done = write(key, object, honours === 'all' ? conditions : {});
      uploads.delete(id);
      return done;
    },

    abort: (id: string, key: string) => uploadOf(id, key) && uploads.delete(id),
  };
}

/** S3 takes an ETag with or without its quotes. */
export function quoted(etag: string | string[]): string {
  return `"${String(etag).replaceAll('"', '')}"`;
}

function invalidPart(): never {
  throw new S3Error(400, 'InvalidPart');
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
