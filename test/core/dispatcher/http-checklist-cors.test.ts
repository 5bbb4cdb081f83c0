// Boxes 4.3 and 4.7 of the HTTP checklist that speak of other origins (infra/reference/http.md).
import { beforeAll, describe, expect, test } from 'vitest';
import { readOrigins } from '../../../core/policy/origins.ts';
import { bearer, type House, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

async function houseOf(origins?: string, apiOrigins?: string): Promise<House> {
  const house = await openHouse({
    delivery: origins === undefined ? {} : { origins: readOrigins(origins) ?? [] },
    ...(apiOrigins !== undefined && { apiOrigins: readOrigins(apiOrigins) ?? [] }),
  });
  await house.put('photo.jpg', photo);
  return house;
}

// One of each kind of answer that delivery gives.
async function answersOf({ get, ask }: House, Origin: string): Promise<Record<string, Response>> {
  const etag = (await get('/img/w=64/photo.jpg')).headers.get('etag') ?? '';
  return {
    200: await get('/img/w=64/photo.jpg', { Origin }),
    206: await get('/original/photo.jpg', { Origin, Range: 'bytes=0-1' }),
    304: await get('/img/w=64/photo.jpg', { Origin, 'If-None-Match': etag }),
    HEAD: await ask('HEAD', '/original/photo.jpg', { headers: { Origin } }),
    400: await get('/img/w=x/photo.jpg', { Origin }),
    'a 400 that nobody could read': await get('/%', { Origin }),
    404: await get('/img/w=64/none.jpg', { Origin }),
    'the 404 of an original': await get('/original/none.jpg', { Origin }),
    405: await ask('POST', '/original/photo.jpg', { headers: { Origin } }),
    412: await get('/original/photo.jpg', { Origin, 'If-Match': '"x"' }),
    416: await get('/original/photo.jpg', { Origin, Range: 'bytes=999999999-' }),
    OPTIONS: await ask('OPTIONS', '/img/w=64/photo.jpg', { headers: { Origin } }),
  };
}

const said = ({ headers }: Response) => ({
  allowed: headers.get('access-control-allow-origin'),
  timing: headers.get('timing-allow-origin'),
  exposed: headers.get('access-control-expose-headers'),
  shown: headers.get('cross-origin-resource-policy'),
  sniffing: headers.get('x-content-type-options'),
  vary: headers.get('vary'),
});

const shown = { shown: 'cross-origin', sniffing: 'nosniff' };

describe('4.3 CORS, CORP, nosniff and Timing-Allow-Origin', () => {
  test('are on every answer of delivery, errors too, and for every origin by default', async () => {
    const answers = await answersOf(await houseOf(), 'https://page.example');
    for (const [kind, answer] of Object.entries(answers)) {
      const { vary, ...fields } = said(answer);
      expect({ kind, ...fields }).toEqual({ kind, ...shown, allowed: '*', timing: '*', exposed: '*' });
      // Who was refused before the URL was understood may have asked to negotiate.
      expect(vary).toBe(['400', '404', 'a 400 that nobody could read'].includes(kind) ? 'Accept' : null);
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  test('name one origin where a list says which, and every answer then varies by it', async () => {
    const house = await houseOf('https://page.example,https://*.shop.example');
    for (const origin of ['https://page.example', 'https://a.shop.example']) {
      for (const [kind, answer] of Object.entries(await answersOf(house, origin))) {
        const { vary, ...fields } = said(answer);
        expect({ kind, ...fields }).toEqual({ kind, ...shown, allowed: origin, timing: origin, exposed: '*' });
        expect(vary).toMatch(/^(Accept, )?Origin$/);
      }
    }
  });

  test.each([
    'https://other.example',
    'https://shop.example',
    'https://badshop.example',
    'http://page.example',
    'null',
  ])('say nothing to %s, who is on no list, and let it show images all the same', async (origin) => {
    const house = await houseOf('https://page.example,https://*.shop.example');
    for (const [kind, answer] of Object.entries(await answersOf(house, origin))) {
      const { vary, ...fields } = said(answer);
      expect({ kind, ...fields }).toEqual({ kind, ...shown, allowed: null, timing: null, exposed: null });
      expect(vary).toMatch(/Origin$/);
    }
  });

  test('an answer to one origin is not kept for a front, which would give it to others', async () => {
    const house = await houseOf('https://page.example');
    const target = '/img/w=64/photo.jpg';
    for (let i = 0; i < 3; i += 1) await house.get(target, { Origin: 'https://page.example' });
    expect(house.kept).toEqual([]);
    await house.get(target);
    expect(house.kept).toMatchObject([{ target, unless: ['origin'] }]);
  });

  test('a preflight of delivery is 204 with methods, headers and Max-Age', async () => {
    const { ask } = await houseOf();
    const headers = { Origin: 'https://page.example', 'Access-Control-Request-Method': 'GET' };
    const answer = await ask('OPTIONS', '/original/photo.jpg', { headers });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      allow: 'GET, HEAD, OPTIONS',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': '*',
      'access-control-max-age': '86400',
    });
  });
});

describe('the management API', () => {
  const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };
  const target = '/api/images/photo.jpg';

  test('is closed to scripts of other origins by default, its preflight too', async () => {
    const { ask, get } = await houseOf();
    expect((await ask('OPTIONS', target, { headers })).status).toBe(401);
    const answer = await get(target, { ...bearer, Origin: 'https://app.example' });
    expect(answer.status).toBe(200);
    expect(said(answer)).toMatchObject({ allowed: null, shown: null });
  });

  test('is open to those that a setting names: preflight without a token, answers and errors readable', async () => {
    const { ask, get } = await houseOf(undefined, 'https://app.example');
    const preflight = await ask('OPTIONS', target, { headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Authorization, *');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    for (const extra of [bearer, {}]) {
      const answer = await get(target, { ...extra, Origin: 'https://app.example' });
      expect(answer.status).toBe('Authorization' in extra ? 200 : 401);
      expect(said(answer)).toMatchObject({ allowed: 'https://app.example', vary: 'Origin' });
    }
    const other = { ...headers, Origin: 'https://other.example' };
    expect((await ask('OPTIONS', target, { headers: other })).status).toBe(401);
    expect(said(await get(target, { ...bearer, Origin: 'https://other.example' })).allowed).toBeNull();
  });
});

describe('a list of origins', () => {
  test.each(['https://a.example', 'http://localhost:3000', ' https://a.example , https://*.b.example', '*', ''])(
    'may be %j',
    (text) => {
      expect(readOrigins(text)).toBeDefined();
    },
  );

  test.each(['a.example', 'https://a.example/', 'https://a.example,', 'https://*', '*.a', 'null', 'https://A.example'])(
    'may not be %j',
    (text) => {
      expect(readOrigins(text)).toBeUndefined();
    },
  );
});
