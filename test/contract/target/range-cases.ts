// Parts of originals, RFC 9110 section 14.
import { expect } from 'vitest';
import { photo } from './stored.ts';
import type { Cases, Client } from './target.ts';

const target = '/original/photo.jpg';
const last = photo.length - 1;

async function part(client: Client, range: string, more: Readonly<Record<string, string>> = {}) {
  const { status, headers, bytes } = await client.ask(target, { headers: { range, ...more } });
  return { status, range: headers.get('content-range'), headers, bytes };
}

export const rangeCases: Cases = {
  async 'a range gives exactly its bytes and says where they lie'({ open }) {
    const { status, range, headers, bytes } = await part(open, 'bytes=10-19');
    expect({ status, range }).toEqual({ status: 206, range: `bytes 10-19/${photo.length}` });
    expect(Buffer.compare(bytes, photo.subarray(10, 20))).toBe(0);
    expect(headers.get('content-length')).toBe('10');
    expect(headers.get('content-type')).toBe('image/jpeg');
  },

  async 'an open range goes to the end, a suffix comes from there'({ open }) {
    const [rest, suffix] = [await part(open, `bytes=${last - 4}-`), await part(open, 'bytes=-5')];
    for (const { status, bytes } of [rest, suffix]) {
      expect(status).toBe(206);
      expect(Buffer.compare(bytes, photo.subarray(-5))).toBe(0);
    }
  },

  async 'a range that begins inside and ends outside is cut at the end'({ open }) {
    const { status, range } = await part(open, `bytes=${last}-${last + 1000}`);
    expect({ status, range }).toEqual({ status: 206, range: `bytes ${last}-${last}/${photo.length}` });
  },

  async 'a range that lies outside is 416 and learns the length'({ open }) {
    for (const range of [`bytes=${photo.length}-`, 'bytes=-0'])
      expect(await part(open, range)).toMatchObject({ status: 416, range: `bytes */${photo.length}` });
  },

  async 'what cannot be read as one range is answered in full'({ open }) {
    for (const range of ['bytes=5-2', 'lines=1-2', 'bytes=a-b', 'bytes=0-1,4-5', 'bytes=']) {
      const { status, bytes } = await part(open, range);
      expect({ range, status, length: bytes.length }).toEqual({ range, status: 200, length: photo.length });
    }
  },

  async 'If-Range gives the part only of the bytes that it knows'({ open }) {
    const tag = (await open.ask(target)).headers.get('etag') ?? '';
    expect((await part(open, 'bytes=0-1', { 'if-range': tag })).status).toBe(206);
    expect((await part(open, 'bytes=0-1', { 'if-range': '"other"' })).status).toBe(200);
    expect((await part(open, 'bytes=0-1', { 'if-range': `W/${tag}` })).status).toBe(200);
  },

  async 'a part has the tag and the digest of the whole'({ open }) {
    const whole = await open.ask(target);
    const { headers } = await part(open, 'bytes=0-0');
    for (const field of ['etag', 'repr-digest', 'cache-control'])
      expect({ field, value: headers.get(field) }).toEqual({ field, value: whole.headers.get(field) });
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
  },

  async 'a precondition comes before the range'({ open }) {
    const tag = (await open.ask(target)).headers.get('etag') ?? '';
    expect((await part(open, 'bytes=0-1', { 'if-none-match': tag })).status).toBe(304);
  },
};
