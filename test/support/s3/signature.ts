// Checks AWS Signature Version 4 as S3 asks for it: in the Authorization header, or in a presigned URL's query.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Claim {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const skewMillis = 15 * 60_000;

/** The code of S3's refusal; undefined where the request is signed with these credentials. */
export function refusalOf(request: IncomingMessage, body: Buffer, credentials: Credentials): string | undefined {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const claim = request.headers.authorization === undefined ? claimOfQuery(query) : claimOfHeaders(request);
  if (claim === undefined) return 'AccessDenied';
  const [keyId, ...scope] = claim.credential.split('/');
  if (keyId !== credentials.accessKeyId) return 'InvalidAccessKeyId';
  const begun = timeOf(claim.date);
  if (!(begun - skewMillis < Date.now() && Date.now() < claim.until)) return 'RequestTimeTooSkewed';
  const canonical = [
    request.method,
    encodePath(path),
    canonicalQuery(query),
    ...claim.signedHeaders.split(';').map((name) => `${name}:${headerOf(request, name)}`),
    '',
    claim.signedHeaders,
    claim.payload,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', claim.date, scope.join('/'), hash(canonical)].join('\n');
  const parts = [claim.date.slice(0, 8), ...scope.slice(1), text];
  const mac = parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
  if (!same(mac, Buffer.from(claim.signature, 'hex'))) return 'SignatureDoesNotMatch';
  if (/^[0-9a-f]{64}$/.test(claim.payload) && claim.payload !== hash(body)) return 'XAmzContentSHA256Mismatch';
  return undefined;
}

function claimOfHeaders({ headers }: IncomingMessage): Claim | undefined {
  const found = /^AWS4-HMAC-SHA256 Credential=(.+), ?SignedHeaders=(.+), ?Signature=(.+)$/.exec(
    headers.authorization ?? '',
  );
  const date = String(headers['x-amz-date']);
  const [, credential, signedHeaders, signature] = found ?? [];
  if (credential === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  const payload = String(headers['x-amz-content-sha256']);
  return { credential, signedHeaders, signature, date, payload, until: timeOf(date) + skewMillis };
}

function claimOfQuery(query: string): Claim | undefined {
  const given = new URLSearchParams(query);
  const of = (name: string) => given.get(`X-Amz-${name}`) ?? '';
  if (of('Algorithm') !== 'AWS4-HMAC-SHA256') return undefined;
  const date = of('Date');
  const until = timeOf(date) + Number(of('Expires')) * 1000;
  const signed = { credential: of('Credential'), signedHeaders: of('SignedHeaders'), signature: of('Signature') };
  return { ...signed, date, payload: of('Content-Sha256') || 'UNSIGNED-PAYLOAD', until };
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .map((pair) => pair.split('=').map((part) => encode(decodeURIComponent(part))))
    .sort(([a = '', b = ''], [c = '', d = '']) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return String(headers[name] ?? '')
    .trim()
    .replace(/ +/g, ' ');
}

// 20261125T231500Z
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, '$1-$2-$3:$4:'));
}

function same(a: Buffer, b: Buffer): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
