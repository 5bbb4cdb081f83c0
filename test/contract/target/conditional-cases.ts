// Preconditions of reading, RFC 9110 section 13.
import { expect } from 'vitest';
import type { Cases, Client } from './target.ts';

const targets = ['/img/w=24/photo.jpg', '/original/photo.jpg'];

async function statusesFor(client: Client, headersOf: (headers: Headers) => Record<string, string>): Promise<number[]> {
  const found: number[] = [];
  for (const target of targets) {
    const { headers } = await client.ask(target);
    found.push((await client.ask(target, { headers: headersOf(headers) })).status);
  }
  return found;
}

const tagOf = (headers: Headers) => headers.get('etag') ?? '';
const dateOf = (headers: Headers) => headers.get('last-modified') ?? '';

export const conditionalCases: Cases = {
  async 'the tag that was given is answered 304'({ open }) {
    expect(await statusesFor(open, (headers) => ({ 'if-none-match': tagOf(headers) }))).toEqual([304, 304]);
  },

  async 'also in a list, and as a weak one; and so is *'({ open }) {
    expect(await statusesFor(open, (headers) => ({ 'if-none-match': `"x", W/${tagOf(headers)}` }))).toEqual([304, 304]);
    expect(await statusesFor(open, () => ({ 'if-none-match': '*' }))).toEqual([304, 304]);
  },

  async 'any other tag is answered in full'({ open }) {
    expect(await statusesFor(open, () => ({ 'if-none-match': '"other"' }))).toEqual([200, 200]);
  },

  async 'a 304 has no body and repeats what caches need'({ open }) {
    for (const target of targets) {
      const full = await open.ask(target);
      const short = await open.raw(target, { headers: [`If-None-Match: ${tagOf(full.headers)}`] });
      expect(short).toMatchObject({ status: 304, body: '' });
      for (const field of ['etag', 'cache-control', 'last-modified'])
        expect({ field, value: short.headers.get(field) }).toEqual({ field, value: full.headers.get(field) });
    }
  },

  async 'a date since which nothing has changed is answered 304, an earlier one in full'({ open }) {
    expect(await statusesFor(open, (headers) => ({ 'if-modified-since': dateOf(headers) }))).toEqual([304, 304]);
    const early = 'Sat, 01 Jan 2000 00:00:00 GMT';
    expect(await statusesFor(open, () => ({ 'if-modified-since': early }))).toEqual([200, 200]);
  },

  async 'a tag counts before a date'({ open }) {
    const both = (headers: Headers) => ({ 'if-none-match': '"other"', 'if-modified-since': dateOf(headers) });
    expect(await statusesFor(open, both)).toEqual([200, 200]);
  },

  async 'If-Match holds for the tag and for *, and is 412 for others'({ open }) {
    expect(await statusesFor(open, (headers) => ({ 'if-match': tagOf(headers) }))).toEqual([200, 200]);
    expect(await statusesFor(open, () => ({ 'if-match': '*' }))).toEqual([200, 200]);
    expect(await statusesFor(open, () => ({ 'if-match': '"other"' }))).toEqual([412, 412]);
  },

  async 'If-Unmodified-Since a time before the picture is 412'({ open }) {
    const early = 'Sat, 01 Jan 2000 00:00:00 GMT';
    expect(await statusesFor(open, () => ({ 'if-unmodified-since': early }))).toEqual([412, 412]);
  },

  async 'a picture that is not there is 404 whatever is asked of it'({ open }) {
    for (const field of ['if-match', 'if-none-match']) {
      const { status } = await open.ask('/original/not-there.jpg', { headers: { [field]: '*' } });
      expect(status).toBe(404);
    }
  },

  async 'a picture that never was rendered is answered 304 without rendering it'({ open }) {
    const { headers } = await open.ask('/img/w=25,blur=2/photo.jpg', { method: 'HEAD' });
    const short = await open.ask('/img/w=25,blur=2/photo.jpg', { headers: { 'if-none-match': tagOf(headers) } });
    expect(short.status).toBe(304);
    expect(short.headers.get('cache-status')).toContain('detail=plan');
  },
};
