// GET, HEAD and OPTIONS of stored bytes, whole or one range of them, as /original and foreign dialects order them.
import type { BytesWanted } from '../database/m-database.ts';
import type { Download } from '../dialect/asked.ts';
import { Failure } from '../failure.ts';
import { unknownName } from '../handlers/get-img-meta.ts';
import type { Handlers } from '../handlers/handlers.ts';
import { formats } from '../image/format.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { Grant } from '../policy/delivery.ts';
import { purgeKeyOf } from '../policy/purge-keys.ts';
import type { Body, ByteRange } from '../volume/persistent-volume.ts';
import { rangeStillHolds, type Validators } from './conditional.ts';
import { contentDisposition } from './content-disposition.ts';
import type { DeliveryFields } from './delivery-fields.ts';
import { writeDigestField } from './digest-field.ts';
import { writeHttpDate } from './http-date.ts';
import { deliveryOptions, requireDeliveryMethod } from './methods.ts';
import { isNotModified, validatorsOf } from './preconditions.ts';
import { readRange } from './range.ts';
import type { Redirect } from './redirect.ts';
import type { Visit } from './visit.ts';

// How often a visit starts again because the image was replaced under it.
const attempts = 3;

export interface OriginalRoomParts {
  readonly handlers: Pick<Handlers, 'pDbImgMeta' | 'pVolImgRead'>;
  readonly deliveryFields: DeliveryFields;
  readonly redirect: Redirect;
}

export interface OriginalOrder {
  readonly name: string;
  readonly grant: Grant;
  readonly download?: Download | undefined;
}

export type OriginalRoom = (visit: Visit, take: (visit: Visit) => Promise<OriginalOrder>) => Promise<Response>;

export function createOriginalRoom({ handlers, deliveryFields, redirect }: OriginalRoomParts): OriginalRoom {
  return async (visit, take) => {
    const { request } = visit;
    const method = requireDeliveryMethod(request.method);
    const fields = deliveryFields.of(request.headers.get('origin'), []);
    if (method === 'OPTIONS') return deliveryOptions(fields);
    const { name, grant, download } = await take(visit);
    const wantsWhole = method === 'GET' && !['range', 'if-none-match'].some((field) => request.headers.has(field));
    const wantsBytes: BytesWanted = (known) => wantsWhole && !(known && redirect.isDue(known, known.byteLength));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const meta = await handlers.pDbImgMeta(name, wantsBytes);
      if (meta.private && !grant.signed) unknownName(name);
      const validators = validatorsOf(recordOf(meta));
      const purge = deliveryFields.purge(() => [purgeKeyOf(name)]);
      const cache = { ...fields, ...purge, ...cacheFields(meta, validators, grant) };
      if (isNotModified(request, validators)) return new Response(null, { status: 304, headers: cache });
      const whole = { ...cache, ...bodyFields(meta, download), 'Content-Length': String(meta.byteLength) };
      if (method === 'HEAD') return new Response(null, { headers: whole });
      const range = rangeOf(request, meta, validators);
      const answerBytes = range === undefined ? meta.byteLength : range.end - range.start;
      if (redirect.isDue(meta, answerBytes)) return redirect.answer(meta, grant, fields, whole);
      const stored = await handlers.pVolImgRead(meta, range);
      if (stored === undefined) continue;
      if (range === undefined) return new Response(bodyOf(stored.body), { headers: whole });
      return new Response(bodyOf(stored.body), { status: 206, headers: { ...whole, ...partFields(range, meta) } });
    }
    throw new Failure('overloaded', 'The image is being replaced faster than it can be read.');
  };
}

/** Undefined for the whole image. Fails with `range-not-satisfiable`. */
function rangeOf(request: Request, { byteLength }: ImageMeta, validators: Validators): ByteRange | undefined {
  if (!rangeStillHolds(request.headers, validators)) return undefined;
  const range = readRange(request.headers.get('range'), byteLength);
  if (range !== 'unsatisfiable') return range === 'whole' ? undefined : range;
  throw new Failure('range-not-satisfiable', `Expected a range within ${byteLength} bytes.`, { limit: byteLength });
}

function cacheFields(meta: ImageMeta, { etag, lastModified }: Validators, grant: Grant): Record<string, string> {
  return {
    ...grant.cacheFields('original', undefined, meta.private),
    // Originals are read where they are kept: no cache of ours stands before them.
    'Cache-Status': 'imageserver; fwd=bypass; detail=pVol',
    'Server-Timing': 'cache;desc="pVol"',
    ETag: etag,
    'Last-Modified': writeHttpDate(lastModified),
    'Repr-Digest': writeDigestField(meta.digest),
  };
}

function bodyFields({ name, ext }: ImageMeta, download: Download | undefined): Record<string, string> {
  return {
    'Accept-Ranges': 'bytes',
    'Content-Type': formats[ext].mediaType,
    'Content-Disposition': contentDisposition(name, ext, download),
  };
}

function partFields({ start, end }: ByteRange, { byteLength }: ImageMeta): Record<string, string> {
  return { 'Content-Length': String(end - start), 'Content-Range': `bytes ${start}-${end - 1}/${byteLength}` };
}

function bodyOf(body: Body): BodyInit {
  return body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}
