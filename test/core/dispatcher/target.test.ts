import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTarget, type Room } from '../../../core/dispatcher/target.ts';
import { Failure } from '../../../core/failure.ts';

const parse = (target: string) => parseTarget(target, 8192);

describe('a request target', () => {
  test.each<[string, Room, string, string | undefined]>([
    ['/', 'home', '', undefined],
    ['/?a=1', 'home', '', 'a=1'],
    ['/healthz', 'healthz', '', undefined],
    ['/readyz', 'readyz', '', undefined],
    ['/original/a.jpg', 'original', 'a.jpg', undefined],
    ['/original/', 'original', '', undefined],
    ['/img/w=1/a.jpg?s=2?3', 'img', 'w=1/a.jpg', 's=2?3'],
    ['/img/_/a%2Fb/../c', 'img', '_/a%2Fb/../c', undefined],
    ['/api/images', 'images', '', undefined],
    ['/api/images?limit=2', 'images', '', 'limit=2'],
    ['/api/images/a/b.jpg', 'image', 'a/b.jpg', undefined],
    ['/api/images/', 'image', '', undefined],
    ['/api', 'api', '', undefined],
    ['/api/purge', 'purge', '', undefined],
    ['/api/tokens', 'tokens', '', undefined],
    ['/api/tokens/a', 'token', 'a', undefined],
    ['/api/nothing', 'api', 'nothing', undefined],
    ['/api/pipelines', 'pipelines', '', undefined],
    ['/api/pipelines/card', 'pipeline', 'card', undefined],
    ['/apis', 'unknown', '', undefined],
    ['/img', 'unknown', '', undefined],
    ['//img/_/a.jpg', 'unknown', '', undefined],
    ['/%69mg/_/a.jpg', 'unknown', '', undefined],
    ['/IMG/_/a.jpg', 'unknown', '', undefined],
    ['/./img/_/a.jpg', 'unknown', '', undefined],
    ['/__proto__', 'unknown', '', undefined],
  ])('%s is of the room %s', (target, room, rest, query) => {
    expect(parse(target)).toEqual({ raw: target, room, rest, query });
  });

  test.each([
    ['http://evil.example/img/_/a.jpg', '/img/_/a.jpg'],
    ['HTTPS://user@evil.example:81/original/a?b', '/original/a?b'],
    ['http://evil.example', '/'],
    ['http://evil.example?x', '/?x'],
  ])('the authority of the absolute-form %s says nothing', (target, origin) => {
    expect(parse(target)).toEqual(parse(origin));
  });

  test.each(['', '*', 'img/_/a.jpg', 'ftp://host/a', 'example.com:443', '/a b', '/a#b', '/a\u0000', '/é', '/a\r\nb'])(
    'what is no target (%j) is refused',
    (target) => {
      expect(() => parse(target)).toThrow(expect.objectContaining({ code: 'bad-target' }));
    },
  );

  test.each(['/img/%', '/img/%2', '/img/%zz/a', '/original/a%2', '/?q=%g0'])(
    'a percent sign without two hexadecimal digits (%s) is refused',
    (target) => {
      expect(() => parse(target)).toThrow(/two hexadecimal digits after "%"/);
    },
  );

  test('a target of exactly the limit is read and one byte more is refused', () => {
    const longest = `/original/${'a'.repeat(90)}`;
    expect(parseTarget(longest, 100).room).toBe('original');
    expect(() => parseTarget(`${longest}a`, 100)).toThrow(expect.objectContaining({ code: 'target-too-long' }));
  });

  test('whatever comes, the answer is a target whose parts are the raw text, or a Failure', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webPath(),
          fc.string().map((tail) => `http://host/img/_/${tail}?a`),
        ),
        (text) => {
          try {
            const { raw, rest, query, room } = parse(text);
            expect(text.endsWith(raw) || raw === `/${text.slice(text.length - raw.length + 1)}`).toBe(true);
            expect(raw.endsWith(`${rest}${query === undefined ? '' : `?${query}`}`) || room === 'unknown').toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
    );
  });
});
