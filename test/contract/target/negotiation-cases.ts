// f=auto: the best format that the client says it takes.
import { expect } from 'vitest';
import type { Cases, Client } from './target.ts';

const target = '/img/w=33,f=auto/photo.jpg';

async function typeFor(client: Client, accept: string, asked = target): Promise<string | null> {
  const { status, headers } = await client.ask(asked, { headers: { accept } });
  expect(status).toBe(200);
  return headers.get('content-type');
}

export const negotiationCases: Cases = {
  async 'AVIF comes before WebP, and WebP before the original’s own'({ open }) {
    expect(await typeFor(open, 'image/avif,image/webp,image/apng,*/*;q=0.8')).toBe('image/avif');
    expect(await typeFor(open, 'image/webp,*/*')).toBe('image/webp');
    expect(await typeFor(open, '*/*')).toBe('image/jpeg');
  },

  async 'a wildcard is no promise of a new format'({ open }) {
    expect(await typeFor(open, 'image/*')).toBe('image/jpeg');
    expect(await typeFor(open, 'text/html,*/*;q=0.1')).toBe('image/jpeg');
  },

  async 'a quality of zero is a refusal'({ open }) {
    expect(await typeFor(open, 'image/avif;q=0,image/webp')).toBe('image/webp');
    expect(await typeFor(open, 'image/avif;q=0,image/webp;q=0.0,*/*')).toBe('image/jpeg');
  },

  async 'what a client was given is never given to one who does not take it'({ open, negotiates }) {
    const asked = '/img/w=34,f=auto/photo.jpg';
    const types: (string | null)[] = [];
    for (const accept of [...negotiates, '*/*', ...negotiates, '*/*']) types.push(await typeFor(open, accept, asked));
    const round = [...negotiates, 'image/jpeg'];
    expect(types).toEqual([...round, ...round]);
  },

  async 'what is not made here is not negotiated'({ open, negotiates }) {
    const accept = 'image/jxl,image/avif,image/webp,*/*;q=0.8';
    expect(await typeFor(open, accept, '/img/w=35,f=auto/photo.jpg')).toBe(negotiates[0]);
  },

  async 'every answer says that it depends on Accept: 200, 304, HEAD and refusals'({ open }) {
    const { headers } = await open.ask(target);
    const tag = headers.get('etag') ?? '';
    const answers = [
      headers,
      (await open.ask(target, { headers: { 'if-none-match': tag } })).headers,
      (await open.ask(target, { method: 'HEAD' })).headers,
      (await open.ask('/img/w=33,f=auto/not-there.jpg')).headers,
    ];
    for (const { vary } of answers.map((found) => ({ vary: found.get('vary') ?? '' })))
      expect(vary).toMatch(/\bAccept\b/i);
  },

  async 'where a format is named nothing depends on Accept'({ open }) {
    const { headers } = await open.ask('/img/w=33,f=webp/photo.jpg', { headers: { accept: 'image/avif' } });
    expect(headers.get('content-type')).toBe('image/webp');
    expect(headers.get('vary') ?? '').not.toMatch(/\bAccept\b/i);
  },

  async 'each format has a tag of its own'({ open, negotiates }) {
    const tags = await Promise.all(
      [...negotiates, '*/*'].map(async (accept) =>
        (await open.ask(target, { headers: { accept } })).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(negotiates.length + 1);
  },

  async 'the tag of one format is not 304 for another'({ open }) {
    const webp = await open.ask(target, { headers: { accept: 'image/webp' } });
    const tag = webp.headers.get('etag') ?? '';
    const statusFor = async (accept: string) =>
      (await open.ask(target, { headers: { accept, 'if-none-match': tag } })).status;
    expect([await statusFor('image/webp'), await statusFor('*/*')]).toEqual([304, 200]);
  },

  async 'alpha is kept whatever is negotiated'({ open }) {
    const asked = '/img/w=33,f=auto/drawing.png';
    expect(await typeFor(open, '*/*', asked)).toBe('image/png');
    expect(await typeFor(open, 'image/webp', asked)).toBe('image/webp');
  },

  async 'an animation is never negotiated into a still picture'({ open }) {
    const asked = '/img/w=33,f=auto/moving.gif';
    expect(await typeFor(open, 'image/avif,image/webp', asked)).toBe('image/webp');
    expect(await typeFor(open, 'image/avif', asked)).toBe('image/gif');
  },
};
