import { beforeAll, describe, expect, test } from 'vitest';
import { problems } from '../../../core/dispatcher/problem.ts';
import { Failure, type FailureCode } from '../../../core/index.ts';
import { bearer, type House, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

const sweep: { target: string; answer: Response; text: string }[] = [];
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

async function houseWithPhoto(config: Parameters<typeof openHouse>[0] = {}): Promise<House> {
  const house = await openHouse(config);
  await house.put('photo.jpg', photo);
  return house;
}

async function refused(house: House, method: string, target: string, init: RequestInit = {}) {
  const answer = await house.ask(method, target, init);
  const text = await answer.clone().text();
  sweep.push({ target, answer, text });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('content-length')).toBe(String(new TextEncoder().encode(text).byteLength));
  const problem = JSON.parse(text);
  expect(problem).toMatchObject({
    status: answer.status,
    title: expect.any(String),
    detail: expect.any(String),
    type: `urn:imageserver:problem:${problem.code}`,
  });
  return { answer, problem };
}

describe('a refusal', () => {
  test.each([
    ['/img/colour=1/photo.jpg', 'colour'],
    ['/img/w/photo.jpg', 'width'],
    ['/img/w=abc/photo.jpg', 'width'],
    ['/img/w=0/photo.jpg', 'width'],
    ['/img/w=-5/photo.jpg', 'width'],
    ['/img/w=1e3/photo.jpg', 'width'],
    ['/img/blur=9999/photo.jpg', 'blur'],
    ['/img/q=101/photo.jpg', 'quality'],
    ['/img/f=exe/photo.jpg', 'format'],
    ['/img/fit=stretch,w=1/photo.jpg', 'fit'],
    ['/img/rotate=upside/photo.jpg', 'rotate'],
    ['/img/w=1,w=2/photo.jpg', 'width'],
  ])('of %s is 400, names the option "%s" and says what was expected', async (target, subject) => {
    const house = await houseWithPhoto();
    const { answer, problem } = await refused(house, 'GET', target);
    expect(answer.status).toBe(400);
    expect(problem).toMatchObject({ code: 'bad-option', subject, expected: expect.any(String) });
    expect(problem.detail).toContain('Expected');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
  });

  test.each([
    '/img/_/%',
    '/img/_/%zz',
    '/img/%/photo.jpg',
    '/original/%c3%28',
    '/original/%ff',
    '/original/%c0%ae%c0%ae',
    '/original/..',
    '/original/a/../photo.jpg',
    '/original/%2e%2e/photo.jpg',
    '/original/%2e%2e%2fphoto.jpg',
    '/original/%252e%252e%252fphoto.jpg',
    '/original//photo.jpg',
    '/original/photo.jpg/',
    '/original/',
    '/original/a%00.jpg',
    '/original/a%0d%0ab',
    '/original/a%5cb',
    '/original/%e2%80%aegpj.exe',
    '/original/e%cc%81.jpg',
    `/original/${'a'.repeat(513)}`,
    `/img/_/${'%C3%A9'.repeat(257)}`,
    '/img/_/../photo.jpg',
    '/img/_/./photo.jpg',
    '/img/_/',
    '/img/_',
    '/img/',
    '/original/a b',
    '/original/a#b',
    'photo.jpg',
    '*',
    '',
  ])('of the target %j is 400', async (target) => {
    const house = await houseWithPhoto();
    const { answer, problem } = await refused(house, 'GET', target);
    expect(answer.status).toBe(400);
    expect(problem.code).toMatch(/^bad-(name|target|option)$/);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each([
    '/img/w=1/photo.jpg?v=2',
    '/img/_/photo.jpg?',
    '/original/photo.jpg?w=100',
    '/original/photo.jpg?sig=k.mac',
  ])('of %s is 400, because nobody reads the parameter', async (target) => {
    const house = await houseWithPhoto();
    const { answer, problem } = await refused(house, 'GET', target);
    expect(answer.status).toBe(400);
    expect(problem).toMatchObject({
      code: 'bad-option',
      subject: target.split(/[?=]/).at(target.startsWith('/img/w') ? 2 : 1),
    });
  });

  test('of a target above 8192 bytes is 414', async () => {
    const house = await houseWithPhoto();
    const { answer } = await refused(house, 'GET', `/img/${'w=1,'.repeat(4000)}/photo.jpg`);
    expect(answer.status).toBe(414);
  });

  test.each(['/img/_/none.jpg', '/original/none.jpg', '/api/images/none.jpg', '/img/_/PHOTO.jpg'])(
    'of the unknown name in %s is 404',
    async (target) => {
      const house = await houseWithPhoto();
      const { answer, problem } = await refused(house, 'GET', target, { headers: bearer });
      expect(answer.status).toBe(404);
      expect(problem.code).toBe('not-found');
      const kept = target.startsWith('/api') ? 'no-store' : 'public, max-age=10';
      expect(answer.headers.get('cache-control')).toBe(kept);
    },
  );

  test.each(['/favicon.ico', '/images/a', '/img', '/IMG/_/photo.jpg', '//original/photo.jpg', '/original%2fphoto.jpg'])(
    'of the unknown path %s is 404',
    async (target) => {
      const house = await houseWithPhoto();
      expect((await refused(house, 'GET', target)).answer.status).toBe(404);
    },
  );

  test('of anything unknown under /api is 401 without the token and 404 with it', async () => {
    const house = await houseWithPhoto();
    for (const target of ['/api', '/api/', '/api/nothing', '/api/images/a/../../b']) {
      expect((await refused(house, 'GET', target)).answer.status).toBe(401);
    }
    expect((await refused(house, 'GET', '/api/nothing', { headers: bearer })).answer.status).toBe(404);
  });

  test.each([
    ['POST', '/img/_/photo.jpg', 'GET, HEAD, OPTIONS'],
    ['PUT', '/original/photo.jpg', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/original/photo.jpg', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/img/_/photo.jpg', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/images/photo.jpg', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['PUT', '/api/images', 'GET, HEAD, POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
    ['DELETE', '/', 'GET, HEAD'],
  ])('of %s %s is 405 with Allow', async (method, target, allow) => {
    const house = await houseWithPhoto();
    const { answer, problem } = await refused(house, method, target, { headers: bearer });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(problem.allow).toEqual(allow.split(', '));
  });

  test('of a result above the limits is 400 before anything is rendered', async () => {
    const house = await houseWithPhoto();
    const { answer } = await refused(house, 'GET', '/img/w=20000,h=20000,fit=squeeze/photo.jpg');
    expect(answer.status).toBe(400);
    expect(house.count.renders).toBe(0);
  });

  test('of a source above the limits is 422', async () => {
    const house = await openHouse({ limits: { sourcePixels: 1000 } });
    const { answer, problem } = await refused(house, 'PUT', '/api/images/a', { body: photo, headers: bearer });
    expect(answer.status).toBe(422);
    expect(problem.code).toBe('over-limit');
  });

  test('of an unexpected fault is 500 with a sentence that says nothing of it, and the fault is told', async () => {
    const fault = new Error("ENOENT: no such file or directory, open '/var/lib/secret' by sharp/libvips");
    const house = await houseWithPhoto({ engine: (engine) => ({ ...engine, render: () => Promise.reject(fault) }) });
    const { answer, problem } = await refused(house, 'GET', '/img/w=1/photo.jpg');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(problem.code).toBe('internal');
    const request = answer.headers.get('x-request-id');
    expect(house.told).toEqual([
      { event: 'dispatcher.fail', fields: { request, path: '/img/w=1/photo.jpg', code: 'internal', error: fault } },
    ]);
  });

  test('of a value that is no error at all is 500 too', async () => {
    const house = await houseWithPhoto({ engine: (engine) => ({ ...engine, render: () => Promise.reject('oops') }) });
    expect((await refused(house, 'GET', '/img/w=1/photo.jpg')).answer.status).toBe(500);
  });

  test.each(Object.entries(problems))(
    'with the code %s has a status and a cache life that fit',
    async (code, problem) => {
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.title).not.toBe('');
      const house = await houseWithPhoto({
        engine: (engine) => ({
          ...engine,
          render: () => Promise.reject(new Failure(code as FailureCode, 'A sentence.', { limit: 1, allow: ['GET'] })),
        }),
      });
      const { answer } = await refused(house, 'GET', '/img/w=1/photo.jpg');
      expect(answer.status).toBe(problem.status);
      const uncached = problem.status >= 500 || [401, 403, 413, 429].includes(problem.status);
      if (uncached) expect(answer.headers.get('cache-control')).toBe('no-store');
      if (problem.status === 404) expect(problem.cacheSeconds).toBeLessThanOrEqual(10);
    },
  );
});

// Last of those that refuse: it looks at every answer that the tests above got.
test('no refusal of this file has a stack, a path of the machine or the name of a library in it', () => {
  expect(sweep.length).toBeGreaterThan(80);
  const leak =
    /\bat \S+ \(|:\d+:\d+|node:|node_modules|file:|\.ts\b|\/(tmp|work|home|var|usr|etc)\b|\bsharp\b|vips|sqlite|hono|libuv|ENOENT|TypeError/i;
  expect('Error: x\n    at f (/work/core/x.ts:1:2)').toMatch(leak);
  for (const { target, answer, text } of sweep) {
    const said = `${text} ${JSON.stringify([...answer.headers])}`.replaceAll(target, '');
    expect(said, target.slice(0, 60)).not.toMatch(leak);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  }
});

test('an absolute-form target is answered as its path, whatever its authority', async () => {
  const house = await houseWithPhoto();
  const plain = await house.get('/img/w=8/photo.jpg');
  const absolute = await house.get('http://127.0.0.1:1/img/w=8/photo.jpg', { 'X-Forwarded-Host': 'evil.example' });
  expect(absolute.headers.get('etag')).toBe(plain.headers.get('etag'));
  expect(await absolute.bytes()).toEqual(await plain.bytes());
});

test('without a raw target the path of the URL is used', async () => {
  const house = await houseWithPhoto();
  const answer = await house.dispatcher.fetch(new Request('https://host/original/photo.jpg'));
  expect(await answer.bytes()).toEqual(photo);
});
