// HEAD: what GET would say, without its body, and without rendering for it.
import { expect } from 'vitest';
import { photo } from './stored.ts';
import type { Cases } from './target.ts';

// Age too: a cache in front may have the one, and not the other.
const changing = new Set([
  ...['age', 'cache-status', 'server-timing', 'date', 'connection', 'keep-alive', 'content-length'],
]);

function stable(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !changing.has(name));
}

export const headCases: Cases = {
  async 'HEAD of an original has the fields of GET, the length too, and no body'({ open }) {
    const [head, get] = [
      await open.raw('/original/photo.jpg', { method: 'HEAD' }),
      await open.ask('/original/photo.jpg'),
    ];
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers.get('content-length')).toBe(String(photo.length));
    for (const [field, value] of stable(get.headers))
      expect({ field, value: head.headers.get(field) }).toEqual({ field, value });
  },

  async 'HEAD of a transformation has the fields of GET and renders nothing'({ open }) {
    const target = '/img/w=26,f=webp/photo.jpg';
    const head = await open.ask(target, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.bytes).toHaveLength(0);
    expect(head.headers.get('cache-status')).toContain('detail=plan');
    const get = await open.ask(target);
    expect(get.headers.get('cache-status')).toContain('fwd=miss');
    expect(stable(head.headers)).toEqual(stable(get.headers));
  },

  async 'HEAD of what is not there, and of what is wrong, has the status of GET and no body'({ open }) {
    for (const target of ['/img/w=26/not-there.jpg', '/original/not-there.jpg', '/img/w=0/photo.jpg']) {
      const [head, get] = [await open.raw(target, { method: 'HEAD' }), await open.ask(target)];
      expect({ target, status: head.status, body: head.body }).toEqual({ target, status: get.status, body: '' });
    }
  },

  async 'HEAD has no part'({ open }) {
    const { status } = await open.ask('/original/photo.jpg', { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect(status).toBe(200);
  },

  async 'HEAD tells of an image to who may manage'({ open }) {
    const { status, headers, bytes } = await open.manage('/api/images/photo.jpg', { method: 'HEAD' });
    expect({ status, length: bytes.length }).toEqual({ status: 200, length: 0 });
    expect(headers.get('etag')).toMatch(/^"/);
  },
};
