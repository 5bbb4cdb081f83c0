// Deleting: when it is answered, nothing serves the image any more.
import { expect } from 'vitest';
import { photo } from './stored.ts';
import type { Cases } from './target.ts';

export const deleteCases: Cases = {
  async 'a deleted image is gone from every address at once'({ open }) {
    await open.put('gone/a.jpg', photo);
    for (const target of ['/img/w=15/gone/a.jpg', '/img/w=15/gone/a.jpg', '/original/gone/a.jpg'])
      expect((await open.ask(target)).status).toBe(200);
    expect((await open.manage('/api/images/gone/a.jpg', { method: 'DELETE' })).status).toBe(204);
    for (const target of ['/img/w=15/gone/a.jpg', '/img/w=16/gone/a.jpg', '/original/gone/a.jpg'])
      expect((await open.ask(target)).status).toBe(404);
    expect((await open.manage('/api/images/gone/a.jpg')).status).toBe(404);
  },

  async 'what is not there cannot be deleted'({ open }) {
    expect((await open.manage('/api/images/gone/never.jpg', { method: 'DELETE' })).status).toBe(404);
  },

  async 'the same bytes under another name stay'({ open }) {
    await open.put('gone/one.jpg', photo);
    await open.put('gone/two.jpg', photo);
    await open.manage('/api/images/gone/one.jpg', { method: 'DELETE' });
    expect((await open.ask('/original/gone/two.jpg')).status).toBe(200);
  },

  async 'a name can be used again, and shows the new image'({ open }) {
    await open.put('gone/again.jpg', photo);
    await open.manage('/api/images/gone/again.jpg', { method: 'DELETE' });
    expect((await open.put('gone/again.jpg', photo)).status).toBe(201);
    expect((await open.ask('/img/w=17/gone/again.jpg')).status).toBe(200);
  },

  async 'If-Match deletes only what is unchanged'({ open }) {
    const tag = (await open.put('gone/match.jpg', photo)).headers.get('etag') ?? '';
    const remove = async (etag: string) =>
      (await open.manage('/api/images/gone/match.jpg', { method: 'DELETE', headers: { 'if-match': etag } })).status;
    expect(await remove('"other"')).toBe(412);
    expect(await remove(tag)).toBe(204);
  },

  async 'who has to know is told that the bytes are erased'({ open }) {
    await open.put('gone/erased.jpg', photo.slice());
    const { status, json } = await open.manage('/api/images/gone/erased.jpg?erase=true', { method: 'DELETE' });
    expect(status).toBe(200);
    expect(json()).toMatchObject({ name: 'gone/erased.jpg', erased: expect.any(Boolean) });
  },
};
