// Images elsewhere as sources of image URLs, against another server on loopback.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryVolume } from '../../../core/index.ts';
import { fetchFrom, otherServer } from '../../adapters/sources/http/other-server.ts';
import { type HouseConfig, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function elsewhere(answer: Answer, config: HouseConfig = {}) {
  const server = await otherServer((request, response) => answer(request, response));
  const rules = [{ scheme: 'http:', host: 'images.example', below: false, port: String(server.port) } as const];
  const house = await openHouse({
    fetchSource: fetchFrom([server.port]),
    eVol: createMemoryVolume({ capacityBytes: 64 * 1024 * 1024 }),
    ...config,
    remote: { rules, ...config.remote },
  });
  const url = `http://images.example:${server.port}/a.jpg`;
  return { house, server, url, show: (options = 'w=8', source = url) => house.get(`/img/${options}/${source}`) };
}

const giving =
  (bytes: Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(200, headers).end(bytes);

describe('an image elsewhere', () => {
  test('is transformed like the same bytes stored here, under the same ETag, and fetched once', async () => {
    const { house, server, show, url } = await elsewhere(giving(photo));
    await house.put('a.jpg', photo);
    const stored = await house.get('/img/w=8/a.jpg');
    const answer = await show();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(stored.headers.get('etag'));
    expect(await answer.bytes()).toEqual(await stored.bytes());
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="a.jpg"');
    expect((await show('w=9')).status).toBe(200);
    const again = await house.get(`/img/w=9/${url}`, { 'If-None-Match': '*' });
    expect(again.status).toBe(304);
    expect(server.connections).toBe(1);
    expect(house.kept).toEqual([]);
  });

  test.each([
    ['as it is', (url: string) => url],
    ['with folded slashes', (url: string) => url.replace('//', '/')],
    ['encoded as a whole', encodeURIComponent],
    ['with an encoded colon', (url: string) => url.replace(':', '%3A')],
    ['in other case', (url: string) => url.replace('http://images', 'HTTP://IMAGES')],
  ])('may be named %s', async (_, spell) => {
    const { server, show, url } = await elsewhere(giving(photo));
    expect((await show('w=8', spell(url))).status).toBe(200);
    expect(server.requests[0]?.url).toBe('/a.jpg');
  });

  test('is asked for by the path and query that were meant', async () => {
    const { server, show, url } = await elsewhere(giving(photo));
    await show('w=8', `${url}%3Fv=1&name=b%20c%3Fd`);
    await show('w=8', encodeURIComponent(`${url}?v=2`));
    await show('w=8', url.replace('a.jpg', 'd%2Fe%20f.jpg'));
    expect(server.requests.map((request) => request.url)).toEqual([
      '/a.jpg?v=1&name=b%20c%3Fd',
      '/a.jpg?v=2',
      '/d%2Fe%20f.jpg',
    ]);
  });
});
