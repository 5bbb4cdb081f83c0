// Answers of the management API and of the health rooms: for programs with a token or a probe, never for a cache.
import { noStore } from '../policy/cache-control.ts';
import { guardHeaders } from './guard-headers.ts';

type Fields = Readonly<Record<string, string>>;

export function jsonAnswer(status: number, value: unknown, extra: Fields = {}): Response {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const described = { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength) };
  return new Response(body, { status, headers: { ...guardHeaders, 'Cache-Control': noStore, ...described, ...extra } });
}

export function emptyAnswer(status: 204 | 304, extra: Fields = {}): Response {
  return new Response(null, { status, headers: { ...guardHeaders, 'Cache-Control': noStore, ...extra } });
}
