import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imgUrl, originalUrl } from '../../../core/client/img-url.ts';
import { srcset } from '../../../core/client/srcset.ts';
import { createUrlSigner } from '../../../core/client/url-signer.ts';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import { parseTarget } from '../../../core/dispatcher/target.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createGrantDelivery } from '../../../core/policy/delivery.ts';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';
import { keyOf } from '../../support/signing.ts';

const native = createNativeDialect(builtinModules);
const canonical = createCanonical(builtinModules);

describe('the URL builder', () => {
  it.each([
    [imgUrl('holiday/photo.jpg', { w: 640, f: 'auto' }), '/img/w=640,f=auto/holiday/photo.jpg'],
    [imgUrl('a'), '/img/_/a'],
    [imgUrl('a', { w: undefined }), '/img/_/a'],
    [imgUrl('ü ?#/b'), '/img/_/%C3%BC%20%3F%23/b'],
    [
      imgUrl('a', [{ crop: '0;0;9;9' }, {}, { background: '#fff', lossless: true }]),
      '/img/crop=0;0;9;9~_~background=%23fff,lossless=true/a',
    ],
    [originalUrl('ü/b'), '/original/%C3%BC/b'],
  ])('writes %s', (made, expected) => {
    expect(made).toBe(expected);
  });

  it.each(['1,h=2', 'a~b'])('refuses the value "%s", which would become another option', (value) => {
    expect(() => imgUrl('a', { w: value })).toThrow(RangeError);
  });

  it('writes what the dialect reads back, whatever the recipe', () => {
    const written = (module: string, name: string, value: unknown) =>
      builtinModules.find((one) => one.name === module)?.options[name]?.write(value);
    fc.assert(
      fc.property(recipes, ({ source, stages }) => {
        const options = stages.map((stage) =>
          Object.fromEntries(
            Object.entries(stage).flatMap(([module, config]) =>
              Object.entries(config).map(([name, value]) => [name, written(module, name, value)]),
            ),
          ),
        );
        const { room, rest } = parseTarget(imgUrl(source, options), 65_536);
        expect(room).toBe('img');
        expect(native.read(rest)).toEqual(canonical({ source, stages }));
      }),
    );
  });
});

describe('srcset', () => {
  it('has a candidate for each width, which wins over an option', async () => {
    expect(await srcset('a b.jpg', [320, 640], { f: 'auto', w: 1 })).toBe(
      '/img/f=auto,w=320/a%20b.jpg 320w, /img/f=auto,w=640/a%20b.jpg 640w',
    );
  });

  it('signs each candidate and puts an origin before it', async () => {
    const signUrl = createUrlSigner(`k1:${'07'.repeat(32)}`);
    const text = await srcset('a.jpg', [320, 640], {}, async (target) => `https://img.example${await signUrl(target)}`);
    const grant = createGrantDelivery({
      keys: [keyOf('k1', 7)],
      unsigned: 'none',
      ladder: { widths: [1], snap: 'up' },
      clock: Date.now,
    });
    const urls = text.split(', ').map((candidate) => new URL(candidate.split(' ')[0] ?? ''));
    expect(urls.map(({ pathname }) => pathname)).toEqual(['/img/w=320/a.jpg', '/img/w=640/a.jpg']);
    for (const { pathname, search } of urls) expect((await grant(pathname + search)).signed).toBe(true);
  });
});

describe('the signer', () => {
  it('signs with the first key', async () => {
    const signUrl = createUrlSigner(`new:${'07'.repeat(32)},old:${'08'.repeat(32)}`);
    expect(await signUrl('/original/a', 1790000000)).toMatch(/^\/original\/a\?exp=1790000000&s=new\.[\w-]{43}$/);
  });

  it.each(['', 'k1', 'k1:00', `k1:${'0g'.repeat(32)}`])('refuses the keys "%s" without repeating them', (keys) => {
    expect(() => createUrlSigner(keys)).toThrow(
      new RangeError('Expected keys as kid:hexkey,… with at least 16 bytes each.'),
    );
  });
});
