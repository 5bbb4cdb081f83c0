// What a request asks of S3, and S3's answer to it. Path style only: /bucket/key.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Call } from './faults.ts';
import { type Objects, quoted, S3Error, type StoredObject } from './objects.ts';

export interface Asked extends Call {
  readonly bucket: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Operation = (objects: Objects, asked: Asked) => Answered;

const kept = /^(content-type|cache-control|content-disposition|x-amz-meta-.+)$/;

/** '' for what it does not know. */
export function operationNamed({ method, key, query }: Pick<Asked, 'method' | 'key' | 'query'>): string {
  const of = (name: string, wanted: string, ...parameters: string[]) =>
    method === wanted && parameters.every((one) => query.has(one)) ? name : undefined;
  if (key === '') return of('DeleteObjects', 'POST', 'delete') ?? of('ListObjectsV2', 'GET', 'list-type') ?? '';
  return (
    of('CreateMultipartUpload', 'POST', 'uploads') ??
    of('CompleteMultipartUpload', 'POST', 'uploadId') ??
    of('UploadPart', 'PUT', 'uploadId', 'partNumber') ??
    of('AbortMultipartUpload', 'DELETE', 'uploadId') ??
    of('PutObject', 'PUT') ??
    of('GetObject', 'GET') ??
    of('HeadObject', 'HEAD') ??
    of('DeleteObject', 'DELETE') ??
    ''
  );
}

export const operations: Readonly<Record<string, Operation>> = {
  PutObject(objects, { key, body, headers }) {
    const sum = headers['x-amz-checksum-sha256'];
    if (sum !== undefined && sum !== sha256(body)) throw new S3Error(400, 'BadDigest');
    return written(objects.put(key, body, keptOf(headers), conditions(headers)));
  },
  GetObject: (objects, asked) => read(objects.get(asked.key), asked),
  HeadObject: (objects, asked) => read(objects.get(asked.key), asked),

  DeleteObject(objects, { key, headers }) {
    objects.remove(key, conditions(headers));
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  },

  DeleteObjects(objects, { body, headers }) {
    const sums = Object.keys(headers).filter((name) => name === 'content-md5' || name.startsWith('x-amz-checksum-'));
    if (sums.length === 0) throw new S3Error(400, 'InvalidRequest');
    for (const [, key = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.remove(plain(key));
    return xml('<DeleteResult></DeleteResult>');
  },

  ListObjectsV2(objects, { query }) {
    if (query.has('delimiter')) throw new S3Error(501, 'NotImplemented');
    const limit = Math.min(1000, Number(query.get('max-keys') ?? 1000));
    const token = query.get('continuation-token');
    const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
    const found = objects.list({ prefix: query.get('prefix') ?? '', after, limit });
    const page = found.slice(0, limit);
    const rows = page.map(
      ([key, { etag, bytes, modified }]) =>
        `<Contents><Key>${escaped(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${escaped(etag)}</ETag><Size>${bytes.byteLength}</Size></Contents>`,
    );
    const next = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64url');
    const more = found.length > limit ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
    return xml(
      `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated><KeyCount>${page.length}</KeyCount>${more}${rows.join('')}</ListBucketResult>`,
    );
  },

  CreateMultipartUpload(objects, { key, headers }) {
    const id = objects.begin(key, keptOf(headers));
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  },

  UploadPart(objects, { key, query, body }) {
    const etag = objects.part(query.get('uploadId') ?? '', key, Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag }, body: Buffer.alloc(0) };
  },

  CompleteMultipartUpload(objects, { key, query, body, headers }) {
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) =>
      Number(number),
    );
    const { etag } = objects.complete(query.get('uploadId') ?? '', key, numbers, conditions(headers));
    return xml(`<CompleteMultipartUploadResult><ETag>${escaped(etag)}</ETag></CompleteMultipartUploadResult>`);
  },

  AbortMultipartUpload(objects, { key, query }) {
    objects.abort(query.get('uploadId') ?? '', key);
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  },
};

export function xml(text: string, status = 200): Answered {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function read(object: StoredObject, { headers, query }: Asked): Answered {
  const { bytes, etag, modified } = object;
  const fields = {
    ...object.headers,
    ...saidBy(query),
    etag,
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  const { ifMatch, ifNoneMatch } = conditions(headers);
  if (ifMatch !== undefined && quoted(ifMatch) !== etag) throw new S3Error(412, 'PreconditionFailed');
  if (ifNoneMatch !== undefined && quoted(ifNoneMatch) === etag)
    return { status: 304, headers: fields, body: Buffer.alloc(0) };
  const range = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  if (range === null) return { status: 200, headers: fields, body: bytes };
  const length = bytes.byteLength;
  const start = range[1] === '' ? Math.max(0, length - Number(range[2])) : Number(range[1]);
  const end = range[1] === '' || range[2] === '' ? length : Math.min(length, Number(range[2]) + 1);
  if (start >= end) throw new S3Error(416, 'InvalidRange');
  const part = { ...fields, 'content-range': `bytes ${start}-${end - 1}/${length}` };
  return { status: 206, headers: part, body: bytes.subarray(start, end) };
}

// What a signed GET wants to be said of the bytes.
function saidBy(query: URLSearchParams): Record<string, string> {
  const said = [...query].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(said.map(([name, value]) => [name.slice('response-'.length), value]));
}

function written({ etag }: StoredObject): Answered {
  return { status: 200, headers: { etag }, body: Buffer.alloc(0) };
}

function keptOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => kept.test(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

function conditions(headers: IncomingHttpHeaders) {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
