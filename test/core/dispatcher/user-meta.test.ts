// What people say of an image: at its upload, later, and how much of it there may be.
import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const said = { private: true, tags: ['b', 'red, not'], metadata: { alt: 'A dog' } };

const patch = (house: House, body: unknown, headers: Record<string, string> = {}) =>
  house.ask('PATCH', '/api/images/a', { headers: { ...bearer, ...headers }, body: JSON.stringify(body) });

describe('what an upload says of its image', () => {
  test('is read of header fields: tags percent-encoded, each once and in order, metadata as JSON', async () => {
    const house = await openHouse();
    const fields = {
      'Image-Private': 'true',
      'Image-Tags': 'caf%C3%A9, b ,a,b',
      'Image-Metadata': '{"alt":"\\u00e9t\\u00e9"}',
    };
    const expected = { private: true, tags: ['a', 'b', 'café'], metadata: { alt: 'été' } };
    expect(await jsonOf(await house.put('a', photo, fields))).toMatchObject(expected);
    const raw = { headers: { ...bearer, ...fields }, body: photo };
    expect(await jsonOf(await house.ask('POST', '/api/images', raw))).toMatchObject(expected);
    expect(await house.ledger.get('a')).toMatchObject(expected);
  });

  test('is read of the fields of a form, before its file and behind it', async () => {
    const house = await openHouse();
    const form = new FormData();
    form.set('tags', 'é, a');
    form.set('file', new Blob([photo]));
    form.set('metadata', '{"alt":"été"}');
    form.set('private', 'true');
    const answer = await house.ask('POST', '/api/images', { headers: bearer, body: form });
    expect(await jsonOf(answer)).toMatchObject({ private: true, tags: ['a', 'é'], metadata: { alt: 'été' } });
  });

  test('is read of the JSON that asks for a fetch', async () => {
    const body = new Blob([photo]);
    const house = await openHouse({ fetchSource: async () => ({ body: body.stream() }) as never });
    const asked = { url: 'https://images.example.com/a', name: 'a', ...said, tags: ['b', 'a'] };
    const headers = { ...bearer, 'Content-Type': 'application/json' };
    const answer = await house.ask('POST', '/api/images', { headers, body: JSON.stringify(asked) });
    expect(await jsonOf(answer)).toMatchObject({ ...said, tags: ['a', 'b'] });
  });

  test('stays when the name is given new bytes that say nothing, and is cleared by saying so', async () => {
    const house = await openHouse();
    await house.put('a', photo, { 'Image-Private': 'true', 'Image-Tags': 'a,b', 'Image-Metadata': '{"k":"v"}' });
    const kept = { private: true, tags: ['a', 'b'], metadata: { k: 'v' } };
    expect(await jsonOf(await house.put('a', other))).toMatchObject(kept);
    const cleared = await house.put('a', other, { 'Image-Tags': '', 'Image-Metadata': '{}', 'Image-Private': 'false' });
    expect(await jsonOf(cleared)).toMatchObject({ private: false, tags: [], metadata: {} });
  });

  test.each([
    ['Image-Private', 'yes'],
    ['Image-Tags', 'a,,b'],
    ['Image-Tags', '%zz'],
    ['Image-Tags', 'a%00'],
    ['Image-Tags', 'caf\u00c3\u00a9'],
    ['Image-Metadata', '{"alt":"\u00c3\u00a9"}'],
    ['Image-Tags', 'e%CC%81'],
    ['Image-Tags', 'x'.repeat(65)],
    ['Image-Tags', Array.from({ length: 33 }, (_, index) => index).join(',')],
    ['Image-Metadata', '[]'],
    ['Image-Metadata', '{"a":1}'],
    ['Image-Metadata', '{"a b":"c"}'],
    ['Image-Metadata', '{'],
    ['Image-Metadata', JSON.stringify({ a: 'x'.repeat(1025) })],
    ['Image-Metadata', JSON.stringify(Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, ''])))],
    ['Image-Metadata', JSON.stringify(Object.fromEntries([...'abcde'].map((key) => [key, 'x'.repeat(1000)])))],
  ])('is refused before a byte is read where it is too much or makes no sense: %s: %s', async (name, value) => {
    const house = await openHouse();
    const answer = await house.put('a', photo, { [name]: value });
    expect(answer.status).toBe(400);
    expect(await jsonOf(answer)).toMatchObject({ code: 'bad-request', subject: expect.stringMatching(/image-/i) });
    expect(house.count.staged).toBe(0);
  });
});

describe('PATCH /api/images/{name}', () => {
  test('changes what it names, merges metadata, and leaves the bytes and their ETag alone', async () => {
    const house = await openHouse();
    const made = await house.put('a', photo, { 'Image-Tags': 'x', 'Image-Metadata': '{"a":"1","b":"2"}' });
    const original = (await house.get('/original/a')).headers.get('etag');
    const answer = await patch(house, { metadata: { b: null, c: '3' } });
    expect(answer.status).toBe(200);
    const shown = await jsonOf(answer);
    expect(shown).toMatchObject({ private: false, tags: ['x'], metadata: { a: '1', c: '3' } });
    expect(shown.metadata).not.toHaveProperty('b');
    expect(shown.writtenAt).toBe((await jsonOf(made)).writtenAt);
    expect(Date.parse(shown.changedAt)).toBeGreaterThan(Date.parse(shown.writtenAt));
    expect((await house.get('/original/a')).headers.get('etag')).toBe(original);
    expect(await jsonOf(await patch(house, { private: true, tags: ['z', 'y'], metadata: null }))).toMatchObject({
      ...{ private: true, tags: ['y', 'z'], metadata: {} },
    });
    expect(house.count.staged).toBe(1);
  });

  test('gives the metadata an ETag of its own each time, by which the next change may ask not to overwrite', async () => {
    const house = await openHouse();
    const tags = [(await house.put('a', photo)).headers.get('etag')];
    for (const tag of ['x', 'y', 'z']) tags.push((await patch(house, { tags: [tag] })).headers.get('etag'));
    expect(new Set(tags).size).toBe(4);
    const [first = '', , , last = ''] = tags as string[];
    expect((await patch(house, { tags: [] }, { 'If-Match': first })).status).toBe(412);
    expect((await house.put('a', other, { 'If-Match': first })).status).toBe(412);
    expect((await house.get('/api/images/a', { ...bearer, 'If-None-Match': last })).status).toBe(304);
    expect((await house.get('/api/images/a', { ...bearer, 'If-None-Match': first })).status).toBe(200);
    expect((await patch(house, { tags: ['z'] }, { 'If-Match': last })).headers.get('etag')).toBe(last);
    expect((await house.put('a', other, { 'If-Match': last })).status).toBe(200);
  });

  test.each([[[]], [{ name: 'b' }], [{ tags: 'a' }], [{ private: null }], [{ metadata: { a: 1 } }], ['']])(
    'refuses %j',
    async (body) => {
      const house = await openHouse();
      await house.put('a', photo);
      expect(await jsonOf(await patch(house, body))).toMatchObject({ code: 'bad-request' });
    },
  );

  test('is 404 for an unknown name, and is bounded together with what was there', async () => {
    const house = await openHouse();
    expect((await patch(house, {})).status).toBe(404);
    await house.put('a', photo);
    const some = (keys: string) => ({ metadata: Object.fromEntries([...keys].map((key) => [key, 'x'.repeat(1000)])) });
    expect((await patch(house, some('abcd'))).status).toBe(200);
    expect((await patch(house, some('e'))).status).toBe(400);
  });

  test('of two at once loses neither', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(keys.map((key) => patch(house, { metadata: { [key]: key } })));
    expect(Object.keys((await house.ledger.get('a'))?.metadata ?? {}).sort()).toEqual(keys);
  });
});
