// What is taken over of another server's fields, and what of that is said when it is asked again. Nothing else goes either
// way (threats T-10).
import type { IncomingMessage } from 'node:http';
import { readHttpDate, type SourceFields, type SourceValidators, writeHttpDate } from '../../../core/index.ts';

// RFC 9110 section 8.8.3, in ASCII: what else there may be in a tag would have to be sent back byte for byte.
const tag = /^(?:W\/)?"[!#-~]{0,512}"$/;

export function readFields({ href }: URL, { headers }: IncomingMessage): SourceFields {
  const { etag = '', expires, age = '' } = headers;
  return {
    of: href,
    etag: tag.test(etag) ? etag : undefined,
    lastModified: dateIn(headers['last-modified']),
    cacheControl: headers['cache-control'],
    expires: expires === undefined ? undefined : (dateIn(expires) ?? 0),
    date: dateIn(headers.date),
    age: /^\d{1,10}$/.test(age) ? Number(age) : undefined,
  };
}

export function isConditional(url: URL, held: SourceValidators | undefined): boolean {
  return Object.keys(conditionsOf(url, held)).length > 0;
}

export function conditionsOf(url: URL, held: SourceValidators | undefined): Readonly<Record<string, string>> {
  if (held?.of !== url.href) return {};
  const { etag, lastModified } = held;
  return {
    ...(etag !== undefined && { 'If-None-Match': etag }),
    ...(lastModified !== undefined && { 'If-Modified-Since': writeHttpDate(lastModified) }),
  };
}

function dateIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : readHttpDate(text);
}
