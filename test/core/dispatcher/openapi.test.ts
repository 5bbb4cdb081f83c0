// The OpenAPI document says what the rooms do: every room, method and code is there, and what they answer fits it.
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { openApiDocument, operations } from '../../../core/dispatcher/openapi/document.ts';
import { problems } from '../../../core/dispatcher/problem.ts';
import { keyOf } from '../../support/signing.ts';
import { bearer, type House, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document whose parts are looked at
const document: any = JSON.parse(JSON.stringify(openApiDocument()));
const key = keyOf('k1', 1);
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

const targetOf = (path: string) => path.replace(/\{[^}]+\}/g, 'a');

test('the document is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('every room answers the methods that are described for it, and no others', async () => {
  const house = await openHouse({
    metrics: { open: false, text: async () => ({ contentType: 'text/plain', text: '' }) },
  });
  for (const [room, list] of Object.entries(operations)) {
    for (const path of new Set(list.map((operation) => operation.path))) {
      const answer = await house.ask('BREW', targetOf(path), { headers: bearer });
      expect(answer.status, path).toBe(405);
      const methods = list.filter((operation) => operation.path === path).map(({ method }) => method);
      expect(answer.headers.get('allow')?.split(', ').sort(), room).toEqual([...methods].sort());
    }
  }
});

test('every failure code is described, and asked for by the right name', () => {
  const found = [...JSON.stringify(document.paths).matchAll(/"enum":(\[[^\]]*\])/g)].flatMap(([, list]) =>
    JSON.parse(list ?? '[]'),
  );
  expect(Object.keys(problems).filter((code) => !found.includes(code))).toEqual([]);
  expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems));
});

/** Whether an answer is what the document says of this operation; undefined where it is. */
async function misfit(method: string, path: string, answer: Response): Promise<string | undefined> {
  const described = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status];
  if (described === undefined) return `${answer.status} is not described`;
  const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const text = await answer.text();
  if (text === '') return undefined;
  const content = described.content ?? {};
  const family = mediaType.replace(/\/.*/, '/*');
  if (!(mediaType in content) && !(family in content)) return `${mediaType} is not described for ${answer.status}`;
  const schema = content[mediaType]?.schema;
  if (schema === undefined) return undefined;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  // Where its references lead.
  const whole = { ...schema, components: document.components };
  return ajv.validate(whole, JSON.parse(text)) ? undefined : `${ajv.errorsText()}: ${text}`;
}

type Case = readonly [method: string, path: string, target: string, status: number, init?: RequestInit];
const body = (value: unknown) => ({ body: JSON.stringify(value), headers: bearer });
const asJson = { 'Content-Type': 'application/json' };

const cases: readonly Case[] = [
  ['PUT', '/api/images/{name}', '/api/images/a', 400, { headers: bearer }],
  ['GET', '/api/images/{name}', '/api/images/a', 200],
  ['GET', '/api/images/{name}', '/api/images/a', 304, { headers: { ...bearer, 'If-None-Match': '*' } }],
  ['GET', '/api/images/{name}', '/api/images/none', 404],
  ['GET', '/api/images/{name}', '/api/images/a', 401, { headers: {} }],
  ['GET', '/api/images/{name}', '/api/images/..', 400],
  ['PATCH', '/api/images/{name}', '/api/images/a', 200, body({ tags: ['x'], metadata: { a: 'b' }, private: true })],
  ['PATCH', '/api/images/{name}', '/api/images/a', 400, body({ tags: 1 })],
  ['GET', '/api/images', '/api/images?tag=x&limit=1', 200],
  ['GET', '/api/images', '/api/images?limit=0', 400],
  ['POST', '/api/images', '/api/images', 403, { ...body({ url: 'https://x' }), headers: { ...bearer, ...asJson } }],
  ['POST', '/api/images', '/api/images', 415, { body: 'text', headers: { ...bearer, 'Content-Type': 'text/plain' } }],
  ['POST', '/api/sign', '/api/sign', 200, body({ name: 'a', options: 'w=1', expiresIn: 9 })],
  ['POST', '/api/sign', '/api/sign', 400, body({ target: '/' })],
  ['POST', '/api/tokens', '/api/tokens', 201, body({ scopes: ['read'], expiresIn: 9 })],
  ['GET', '/api/tokens', '/api/tokens', 200],
  ['DELETE', '/api/tokens/{id}', '/api/tokens/none', 404],
  ['PUT', '/api/pipelines/{id}', '/api/pipelines/p', 201, body({ options: 'w=1' })],
  ['PUT', '/api/pipelines/{id}', '/api/pipelines/p', 400, body({ options: 'w=x' })],
  ['GET', '/api/pipelines/{id}', '/api/pipelines/p', 200],
  ['GET', '/api/pipelines', '/api/pipelines', 200],
  ['DELETE', '/api/pipelines/{id}', '/api/pipelines/p', 204],
  ['POST', '/api/uploads', '/api/uploads', 201, body({ name: 'b', maxBytes: 9, types: ['image/png'] })],
  ['POST', '/api/uploads', '/api/uploads', 201, body({})],
  ['POST', '/api/uploads/{ticket}', '/api/uploads/none', 403],
  ['OPTIONS', '/api/uploads/{ticket}', '/api/uploads/none', 204],
  ['POST', '/api/uploads', '/api/uploads', 422, body({ direct: { byteLength: 9 } })],
  ['POST', '/api/uploads/{ticket}/complete', '/api/uploads/none/complete', 403],
  ['POST', '/api/purge', '/api/purge', 200, body({ tag: 'x' })],
  ['POST', '/api/purge', '/api/purge', 200, body({ dropped: true })],
  ['POST', '/api/delete', '/api/delete', 200, body({ names: ['none', 'c'], erase: true })],
  ['GET', '/original/{name}', '/original/open', 200],
  ['GET', '/original/{name}', '/original/open', 206, { headers: { Range: 'bytes=0-1' } }],
  ['GET', '/original/{name}', '/original/open', 416, { headers: { Range: 'bytes=999999-' } }],
  ['GET', '/original/{name}', '/original/a', 404],
  ['GET', '/img/{options}/{name}', '/img/w=10/open', 200],
  ['GET', '/img/{options}/{name}', '/img/f=json/open', 200],
  ['GET', '/img/{options}/{name}', '/img/w=x/open', 400],
  ['HEAD', '/img/{options}/{name}', '/img/w=10/open', 200],
  ['GET', '/healthz', '/healthz', 200],
  ['GET', '/readyz', '/readyz', 200],
  ['GET', '/metrics', '/metrics', 404],
  ['GET', '/', '/', 200],
  ['GET', '/api/openapi.json', '/api/openapi.json', 200],
  ['GET', '/api/docs', '/api/docs', 200],
  ['DELETE', '/api/images/{name}', '/api/images/a?erase=true', 200],
  ['DELETE', '/api/images/{name}', '/api/images/a', 404],
];

async function houseOf(): Promise<House> {
  const house = await openHouse({ delivery: { keys: [key] } });
  for (const name of ['a', 'c', 'open']) {
    const answer = await house.put(name, photo);
    expect(await misfit('PUT', '/api/images/{name}', answer)).toBeUndefined();
  }
  return house;
}

describe('what a server answers', () => {
  test('is what the document says, in status, media type, body and code', async () => {
    const house = await houseOf();
    for (const [method, path, target, status, init = { headers: bearer }] of cases) {
      const answer = await house.ask(method, target, init);
      expect(answer.status, `${method} ${target}`).toBe(status);
      expect(await misfit(method, path, answer), `${method} ${target}`).toBeUndefined();
    }
    const signed = await house.get(await createSignUrl(key)('/original/open'));
    expect(await misfit('GET', '/original/{name}', signed)).toBeUndefined();
  });

  test('would be found wrong if it were (negative control)', async () => {
    const answer = (status: number, value: object, type = 'application/json') =>
      new Response(JSON.stringify(value), { status, headers: { 'Content-Type': type } });
    const problem = { type: 'urn:x', title: '', status: 404, detail: '', code: 'too-large' };
    const wrong = [
      answer(202, {}),
      answer(200, { name: 'a' }),
      answer(200, {}, 'text/html'),
      answer(404, problem, 'application/problem+json'),
    ];
    for (const one of wrong) expect(await misfit('GET', '/api/images/{name}', one)).toBeDefined();
  });
});

test('the page shows every operation, and its policy lets nothing in', async () => {
  const house = await openHouse();
  const answer = await house.get('/api/docs');
  const html = await answer.text();
  for (const list of Object.values(operations))
    for (const { summary } of list) expect(html).toContain(summary.replaceAll('"', '&quot;'));
  expect(html).not.toMatch(/<script|(?:src|href)="(?!\/api\/openapi\.json|#|data:,)/);
  const policy = answer.headers.get('content-security-policy');
  expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-/);
  expect(policy).not.toContain('unsafe');
});
