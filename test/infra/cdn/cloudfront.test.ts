// CloudFront's function: run as that service runs it, on events as it makes them, and compared with what the server does of
// the same request unfolded.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { builtinModules, createNativeDialect, type Recipe, type Shape } from '../../../core/index.ts';
import { readHints } from '../../../core/policy/client-hints.ts';
import { defaultLadderWidths } from '../../../core/policy/ladder.ts';
import { chooseFormat, foldAccept } from '../../../core/policy/negotiation.ts';
import { keyOf } from '../../support/signing.ts';
import { anyAccept } from './accepts.ts';

type Fields = Record<string, string>;
interface Event {
  readonly request: {
    readonly method: string;
    readonly uri: string;
    readonly querystring: Record<string, { value: string }>;
    readonly headers: Record<string, { value: string; multiValue?: { value: string }[] }>;
    readonly cookies: Record<string, { value: string }>;
  };
}

const source = readFileSync('infra/cdn/cloudfront/fold-request.mjs', 'utf8');
const policy = JSON.parse(readFileSync('infra/cdn/cloudfront/cache-policy.json', 'utf8'));
const inKey: string[] = policy.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers.Items;
const widths = defaultLadderWidths.split(',').map(Number);
const dialect = createNativeDialect(builtinModules);

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
function eventOf(target: string, fields: Fields): Event {
  const [uri = '', query = ''] = target.split('?', 2);
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [name, { value }]);
  const headers = Object.entries({ host: 'd111111abcdef8.cloudfront.net', ...fields }).map(([name, value]) => [
    name,
    { value },
  ]);
  const context = { eventType: 'viewer-request', distributionId: 'EDFDVBD6EXAMPLE', requestId: 'EXAMPLE' };
  const request = {
    method: 'GET',
    uri,
    querystring: Object.fromEntries(pairs),
    headers: Object.fromEntries(headers),
    cookies: {},
  };
  return { version: '1.0', context, viewer: { ip: '198.51.100.11' }, request } as Event;
}

// What runtime 2.0 does not have of a JavaScript engine of today: it is ES 5.1 with a part of ES 6 to 12 and modules of its own.
const absent = [
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'Intl',
  'BigInt',
  'WeakRef',
  'FinalizationRegistry',
  'Iterator',
  'console',
  'eval',
];
const context = `for (const name of ${JSON.stringify(absent)}) delete globalThis[name];`;
const handle = runInNewContext(`${context}; (() => { 'use strict'; ${source}; return handler; })()`) as (
  event: Event,
) => Event['request'];

/** The headers of the key, as the origin gets them. */
function folded(target: string, fields: Fields): Fields {
  const { headers } = handle(eventOf(target, fields));
  const kept = Object.entries(headers).filter(([name]) => inKey.some((one) => one.toLowerCase() === name));
  return Object.fromEntries(kept.map(([name, { value }]) => [name, value]));
}

const shapes: readonly Shape[] = (['jpg', 'png', 'avif', 'gif', 'webp'] as const).flatMap((ext) =>
  [true, false].map(
    (alpha) =>
      ({ ext, alpha, width: 9, height: 9, frames: 1, animated: ext === 'gif', orientation: 1 }) as unknown as Shape,
  ),
);

/** All that the server takes of a request's headers for this URL. */
function answers(options: string, fields: Fields): unknown {
  const headers = new Headers(fields);
  const recipe = dialect.read(`${options}/a.jpg`) as Recipe;
  const settled = readHints({ names: ['dpr', 'width'], widths }, headers).settle(recipe);
  return [settled, shapes.map((shape) => chooseFormat(settled, shape, foldAccept(headers.get('accept'))))];
}

const anyNumber = fc.oneof(
  fc.constantFrom('', '0', '1', '1.0', '1.25', '2.625', '99', '1e3', '-1', '0.5', '100000', 'x'),
  fc.integer({ min: 0, max: 9999 }).map(String),
  fc.float({ min: 0, max: 9, noNaN: true }).map(String),
);
const anyFields = fc.record(
  { accept: anyAccept, 'sec-ch-dpr': anyNumber, dpr: anyNumber, 'sec-ch-width': anyNumber, width: anyNumber },
  { requiredKeys: [] },
) as fc.Arbitrary<Fields>;
const anyOptions = fc.constantFrom(
  ...[
    '_',
    'f=auto',
    'format=auto,w=20',
    'w=auto',
    'width=auto;640,f=auto',
    'w=auto,dpr=auto',
    'dpr=auto;2,w=100,f=webp',
  ],
  ...['w=100~f=auto', 'w=9,g=auto', 'f=avif', 'w%3Dauto%2Cf=auto', 'w=20%2Cdpr=auto', 'blur=3~w=auto,dpr=auto,f=auto'],
);

describe('CloudFront’s function', () => {
  test('is written in what runtime 2.0 knows, and small enough for it', async () => {
    expect(Buffer.byteLength(source)).toBeLessThan(10_240);
    const lacks = [
      'optional-chain',
      'nullish-coalescing',
      'object-rest-spread',
      'array-spread',
      'destructuring',
      'for-of',
      'class',
      'default-argument',
      'generator',
      'object-extensions',
      'logical-assignment',
    ];
    const supported = Object.fromEntries(lacks.map((name) => [name, false]));
    const [as, without] = await Promise.all([{}, supported].map((some) => transform(source, { supported: some })));
    expect(without?.code).toBe(as?.code);
    await expect(transform('const { a } = b;', { supported })).rejects.toThrow('destructuring');
    expect(source).not.toMatch(/\b(import|export|require|let|new)\b/);
    expect(source.match(/const widths = \[(.*)\]/)?.[1]).toBe(widths.join(', '));
  });

  test('leaves of a request what the server would make of it: the same recipe, the same format', () => {
    fc.assert(
      fc.property(anyOptions, anyFields, (options, fields) => {
        expect(answers(options, folded(`/img/${options}/a.jpg`, fields))).toEqual(answers(options, fields));
      }),
      { numRuns: 500 },
    );
  });

  test('makes few keys of many clients, and one where a URL leaves nothing open', () => {
    const keysOf = (target: string) => {
      const keys = new Set<string>();
      const seen = (fields: Fields) => void keys.add(JSON.stringify(folded(target, fields)));
      fc.assert(fc.property(anyFields, seen), { numRuns: 1000 });
      return keys.size;
    };
    for (const target of [
      '/img/w=640/a.jpg',
      '/img/w=9,g=auto,f=webp/a.jpg',
      '/original/f=auto/a.jpg',
      '/download/a.jpg',
    ]) {
      expect(keysOf(target), target).toBe(1);
    }
    expect(keysOf('/img/w=640,f=auto/a.jpg')).toBe(4);
    expect(keysOf('/img/w=100,dpr=auto/a.jpg')).toBeLessThanOrEqual(5);
    expect(keysOf('/img/w=auto/a.jpg')).toBeLessThanOrEqual(widths.length + 1);
    const most = 4 * 5 * (widths.length + 1);
    for (const target of [
      '/img/p=small/a.jpg',
      '/cdn-cgi/image/width=auto/a.jpg',
      '/img/w=auto,dpr=auto,f=auto/a.jpg',
    ]) {
      expect(keysOf(target), target).toBeLessThanOrEqual(most);
    }
  });

  test('gives a named pipeline, encoded options and other dialects all that a client says, folded', () => {
    const fields = { accept: 'text/html,image/webp', 'sec-ch-dpr': '2.6', width: '700' };
    const all = { accept: 'image/webp,*/*', 'sec-ch-dpr': '3', 'sec-ch-width': '828' };
    for (const target of [
      '/img/p=x/a',
      '/img/w=9,pipeline=x/a',
      '/img/f%3Dauto/a',
      '/cdn-cgi/image/f=auto/a',
      '/_next/image?url=a',
    ]) {
      expect(folded(target, fields), target).toEqual(all);
    }
  });

  test('reads a header that comes twice, and leaves no other spelling behind', () => {
    const event = eventOf('/img/f=auto,dpr=auto/a', { dpr: '2', width: '9' });
    event.request.headers.accept = {
      value: 'image/avif',
      multiValue: [{ value: 'image/avif' }, { value: 'image/webp' }],
    };
    const { headers } = handle(event);
    expect(headers).toEqual({
      host: expect.anything(),
      accept: { value: 'image/avif,image/webp,*/*' },
      'sec-ch-dpr': { value: '2' },
    });
  });

  test('touches neither path nor query, so that signatures hold', async () => {
    const signed = await createSignUrl(keyOf('k1', 1))('/img/w=640,f=auto/a%20b,c.jpg', 2_000_000_000);
    const event = eventOf(signed, { accept: 'image/webp' });
    const before = structuredClone(event.request);
    const after = handle(event);
    expect({ ...after, headers: 0 }).toEqual({ ...before, headers: 0 });
    expect(after.headers.host).toEqual(before.headers.host);
  });
});
