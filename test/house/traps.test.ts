import { describe, expect, it } from 'vitest';
import { checkTraps } from './traps.ts';
import { readTree } from './tree.ts';

const product = readTree(['core', 'adapters']);

it('no file of the house has stepped into a trap that makes hits slow', () => {
  expect(product.length).toBeGreaterThan(100);
  expect(checkTraps(product)).toEqual([]);
});

describe('the traps are refused:', () => {
  it.each([
    [
      'c.header() behind next()',
      'core/dispatcher/a.ts',
      `app.get('/', async (c, next) => { await next(); c.header('A', 'b'); });`,
    ],
    ['a middleware at all', 'core/dispatcher/a.ts', 'app.use(async (_, next) => next());'],
    ['fields set through context.res', 'core/dispatcher/a.ts', `context.res.headers.append;`],
    ['etag()', 'core/dispatcher/a.ts', `import { etag } from 'hono/etag';`],
    ['etag() in an adapter', 'adapters/node/a.ts', `import { etag } from 'hono/etag';`],
    ['the native Response', 'adapters/node/a.ts', 'getRequestListener(fetch, { overrideGlobalObjects: false });'],
    ['a Headers object', 'core/dispatcher/img-a.ts', `new Response(null, { headers: new Headers() });`],
    ['a field set on a Response', 'core/dispatcher/original-a.ts', `response.headers.set('A', 'b');`],
    ['an HMAC with a Buffer key', 'adapters/node/a.ts', `createHmac('sha256', key).update(text);`],
  ])('%s', (_, path, text) => {
    expect(checkTraps([{ path, text: `// x\n${text}\n` }])).toHaveLength(1);
  });

  it('nothing that is honest', () => {
    const text = `// c.header() and etag() are named here\nimport { Hono } from 'hono';\nnew Response(bytes, { headers: { ...fields } });\n`;
    expect(checkTraps([{ path: 'core/dispatcher/a.ts', text }])).toEqual([]);
  });
});
