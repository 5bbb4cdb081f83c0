// The answer to one request from a kept one: conditions, HEAD and ranges are settled at the edge, as the origin would.
import {
  Failure,
  rangeStillHolds,
  readHttpDate,
  readRange,
  type Validators,
  weighConditions,
} from '../../../core/index.ts';

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream | ArrayBuffer | null;
}

/** Fails with `precondition-failed` and `range-not-satisfiable`. `headers` are this answer's own: it may change them. */
export function showKept(request: Request, { status, headers, body }: Shown): Response {
  const isHead = request.method === 'HEAD';
  if (status !== 200) return new Response(isHead ? null : body, { status, headers });
  const validators = validatorsOf(headers);
  const verdict = validators === undefined ? 'go' : weighConditions(request.headers, request.method, validators);
  if (verdict === 'precondition-failed') {
    throw new Failure('precondition-failed', 'The image is not what the preconditions of the request expect.');
  }
  if (verdict === 'not-modified') {
    for (const name of ofBody) headers.delete(name);
    return new Response(null, { status: 304, headers });
  }
  if (isHead) return new Response(null, { headers });
  const length = Number(headers.get('content-length'));
  const range = validators === undefined ? 'whole' : rangeOf(request.headers, headers, validators, length);
  if (range === 'whole') return new Response(body, { headers });
  headers.set('Content-Length', String(range.end - range.start));
  headers.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${length}`);
  return new Response(partOf(body, range), { status: 206, headers });
}

const ofBody = ['content-type', 'content-length', 'content-disposition', 'content-encoding', 'accept-ranges'];

function validatorsOf(headers: Headers): Validators | undefined {
  const etag = headers.get('etag');
  if (etag === null) return undefined;
  return { etag, lastModified: readHttpDate(headers.get('last-modified') ?? '') ?? Number.POSITIVE_INFINITY };
}

function rangeOf(asked: Headers, headers: Headers, validators: Validators, length: number) {
  if (headers.get('accept-ranges') !== 'bytes' || !asked.has('range') || !rangeStillHolds(asked, validators))
    return 'whole';
  const range = readRange(asked.get('range'), length);
  if (range !== 'unsatisfiable') return range;
  throw new Failure('range-not-satisfiable', `Expected a range within ${length} bytes.`, { limit: length });
}

function partOf(
  body: Shown['body'],
  { start, end }: { readonly start: number; readonly end: number },
): BodyInit | null {
  if (!(body instanceof ReadableStream)) return body?.slice(start, end) ?? null;
  // Of a fixed length, or it would be sent in chunks.
  const { readable, writable } = new FixedLengthStream(end - start);
  copyPart(body, start, end, writable).catch(() => {});
  return readable;
}

async function copyPart(body: ReadableStream, start: number, end: number, to: WritableStream): Promise<void> {
  const writer = to.getWriter();
  let at = 0;
  try {
    for await (const chunk of body as ReadableStream<Uint8Array>) {
      const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
      at += chunk.byteLength;
      if (part.byteLength > 0) await writer.write(part);
      if (at >= end) break;
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}
