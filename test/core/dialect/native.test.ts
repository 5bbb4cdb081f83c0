import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import { Failure } from '../../../core/failure.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';

const native = createNativeDialect(builtinModules);
const canonical = createCanonical(builtinModules);
const detailOf = (target: string) => failureFrom(() => native.read(target)).detail;

describe('a source elsewhere', () => {
  const pieces = fc.constantFrom(
    ...`a b%20c %C3%A9 é %2F %2f %3F %253F .. . %2e%2E ~ ;x=1 ' ( @ : + & = ^ | " , * [ {}`.split(' '),
  );
  const path = fc.array(pieces, { maxLength: 6 }).chain((all) => fc.constantFrom(all.join('/'), all.join('')));
  const query = fc.option(
    fc.array(pieces, { maxLength: 4 }).map((all) => `?q=${all.join('/')}?`),
    { nil: '' },
  );
  const urls = fc
    .tuple(fc.constantFrom('https://a.example', 'http://[2606:4700::1111]:8080', 'https://ü.example:444'), path, query)
    .map(([origin, behind, asked]) => new URL(`${origin}/${behind}${asked}`).href);

  it('is read as it was written, whatever is in its URL, and survives what a browser does to a URL', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          urls,
          urls.map((url) => `${url}%3F%2F..%2f%C3%A9`),
        ),
        (url) => {
          const recipe = canonical({ source: url, stages: [{}] });
          const target = native.write(recipe);
          expect(native.read(target)).toEqual(recipe);
          const seen = new URL(`/img/${target}`, 'https://own.example');
          expect(seen.search).toBe('');
          expect(native.read(seen.pathname.slice('/img/'.length))).toEqual(recipe);
        },
      ),
    );
  });

  it.each([
    ['_/https://a.example/b%20c.jpg', 'https://a.example/b%20c.jpg'],
    ['_/https:/a.example/b', 'https://a.example/b'],
    ['_/HTTPS://A.Example:443/b/../c', 'https://a.example/c'],
    ['_/https://a.example/b%3Fx=%2526', 'https://a.example/b?x=%2526'],
    ['_/https%3A%2F%2Fa.example%2Fb%3Fx%3D%2526', 'https://a.example/b?x=%26'],
    ['_/https%3A//a.example/b', 'https://a.example/b'],
    ['_/https%3A/a', 'https:/a'],
    ['_/ftp:/a', 'ftp:/a'],
  ])('in %s is %s', (target, source) => {
    expect(native.read(target)?.source).toBe(source);
  });

  it('that is no URL to fetch, or no name, is refused', () => {
    for (const source of [
      'https://',
      'https://u:p@a.example/',
      'ftp://a.example/b',
      '//a.example/b',
      'https://a b/',
      'data:,a//b',
    ]) {
      expect(failureFrom(() => native.read(`_/${encodeURIComponent(source)}`)).code).toMatch(/^bad-(request|name)$/);
    }
  });
});

describe('the native dialect', () => {
  it('reads options under short and long names', () => {
    const short = native.read('w=640,h=480,g=top,q=70,f=webp/holiday/photo.jpg');
    expect(short).toEqual({
      source: 'holiday/photo.jpg',
      stages: [
        { resize: { width: 640, height: 480, gravity: { x: 0.5, y: 0 } }, encode: { format: 'webp', quality: 70 } },
      ],
    });
    expect(native.read('format=webp,width=640,quality=70,height=480,gravity=top/holiday/photo.jpg')).toEqual(short);
  });

  it('reads "_" as nothing asked', () => {
    expect(native.read('_/a')).toEqual({ source: 'a', stages: [{}] });
    expect(native.read('_~_/a')).toEqual({ source: 'a', stages: [{}] });
  });

  it('reads stages in their order', () => {
    expect(native.read('w=9~blur=2~_~w=5/a')?.stages).toEqual([
      { resize: { width: 9 } },
      { blur: { blur: 2 } },
      { resize: { width: 5 } },
    ]);
  });

  it('takes encoded separators as separators', () => {
    expect(native.read('w%3D640%2Ch%3d480%7Eblur=2/a')).toEqual(native.read('w=640,h=480~blur=2/a'));
    expect(native.read('background=%23fff/a')).toEqual(native.read('background=white/a'));
  });

  it('takes the name as data, decoded once', () => {
    expect(native.read('_/a%2Fb%20c%3F%23,=~%C3%A9')?.source).toBe('a/b c?#,=~é');
  });

  it.each([
    ['w=1', 'no name'],
    ['', 'nothing'],
    ['_/%', 'a broken escape'],
    ['_/%4', 'half an escape'],
    ['_/%zz', 'an escape that is none'],
    ['_/%ff', 'bytes that are no UTF-8'],
    ['_/%c0%ae', 'an overlong form'],
    ['_/%ed%a0%80', 'a surrogate'],
    ['w%/a', 'a broken escape in the options'],
    ['_/a b', 'a bare space'],
    ['_/é', 'a bare letter outside of ASCII'],
    ['_/a?b', 'a query'],
    ['_/a#b', 'a fragment'],
  ])('refuses %j as a target: %s', (target) => {
    expect(failureFrom(() => native.read(target)).code).toBe('bad-target');
  });

  it.each([
    '_/',
    '_//a',
    '_/a/',
    '_/../a',
    '_/%2e%2e/a',
    '_/a%2f..%2fb',
    '_/a%00b',
    '_/a%0d%0ab',
    '_/a%5cb',
    '_/a%252e',
    '_/%e2%80%ae',
    '_/e%CC%81',
    `_/${'a'.repeat(513)}`,
  ])('refuses the name in %j', (target) => {
    expect(failureFrom(() => native.read(target)).code).toBe('bad-name');
  });

  it('says of a value out of range which option, what was expected and what came', () => {
    expect(failureFrom(() => native.read('blur=abc/a'))).toMatchObject({
      code: 'bad-option',
      message: 'Expected an integer from 1 to 250 for option "blur" but received "abc".',
      detail: { subject: 'blur', expected: 'an integer from 1 to 250', received: 'abc' },
    });
    expect(detailOf('w=0/a')).toMatchObject({ subject: 'width', received: '0' });
    expect(detailOf('w/a')).toMatchObject({ subject: 'width', received: '' });
    expect(detailOf('w=1=2/a')).toMatchObject({ subject: 'width', received: '1=2' });
  });

  it('says of an unknown option which ones there are', () => {
    expect(detailOf('wdth=5/a')).toMatchObject({ subject: 'wdth', expected: expect.stringContaining('width, height') });
    for (const options of [
      '',
      ',',
      'w=1,',
      ',w=1',
      'W=1',
      ' w=1',
      '_,w=1',
      'w=1~',
      '~',
      'constructor=1',
      '__proto__=1',
      '=',
    ]) {
      expect(failureFrom(() => native.read(`${encodeURI(options)}/a`)).code, options).toBe('bad-option');
    }
  });

  it('refuses an option twice in a stage, under whichever names, and takes it in two stages', () => {
    expect(detailOf('w=1,width=1/a')).toMatchObject({ subject: 'width', expected: 'one value in a stage' });
    expect(native.read('w=2~w=1/a')?.stages).toHaveLength(2);
  });

  it('shows of what it received 64 harmless characters at most', () => {
    const { received } = detailOf(`blur=${'%00%0a%e2%80%ae'.repeat(50)}/a`);
    expect(received).toHaveLength(64);
    expect(received).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('writes the canonical form under short names', () => {
    const recipe = native.read('fit=scale-down,width=5,f=jpeg,crop=1;2;3;4~_~background=red,anim=true/a%20b/%c3%a9');
    expect(recipe && native.write(recipe)).toBe('crop=1;2;3;4,w=5,f=jpg~background=ff0000/a%20b/%C3%A9');
    expect(native.write({ source: 'a', stages: [] })).toBe('_/a');
  });

  it('reads what it has written as the same canonical recipe', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const written = native.write(recipe);
        expect(native.read(written)).toEqual(canonical(recipe));
        expect(native.write(native.read(written) as never)).toBe(written);
      }),
      { numRuns: 2000 },
    );
  });

  it('throws nothing but a Failure, whatever it reads', () => {
    const keys = builtinModules.flatMap(({ options }) => Object.keys(options));
    const piece = fc.constantFrom(
      ...keys,
      'w',
      'q',
      'f',
      '=',
      ',',
      '~',
      '/',
      '_',
      '%',
      '%2C',
      '%00',
      '%ff',
      ';',
      '.',
      '1',
      '640',
      'auto',
      'a',
      '\u0000',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      // Near to something readable, so that some are read every time.
      fc.array(piece, { maxLength: 3 }).map((pieces) => `w=640/a${pieces.join('')}`),
    );
    let read = 0;
    fc.assert(
      fc.property(text, (target) => {
        try {
          native.read(`${target}/a`);
          read += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect(['bad-target', 'bad-option', 'bad-name']).toContain((error as Failure).code);
        }
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(0);
  });

  it('gives a hostile target up early instead of reading all of it', () => {
    for (const piece of ['w=1,', 'w=1~', '~', ',', '=', '1', '1;', '0.1x', '%25', 'a~']) {
      const calls = { count: 0 };
      const counted = createNativeDialect(countingReads(calls));
      const target = `${piece.repeat(65_536 / piece.length)}/a`;
      expect(failureFrom(() => counted.read(target)).code).toMatch(/^bad-/);
      expect(calls.count).toBeLessThanOrEqual(9);
    }
  });

  it('does not come up with two options of one name', () => {
    const [first] = builtinModules.filter(({ name }) => name === 'blur');
    const twin = { ...first, name: 'twin' } as never;
    expect(() => createNativeDialect([...builtinModules, twin])).toThrow('"blur"');
  });
});

function countingReads(calls: { count: number }) {
  return builtinModules.map((module) => ({
    ...module,
    options: Object.fromEntries(
      Object.entries(module.options).map(([name, option]) => {
        const read = (text: string) => {
          calls.count += 1;
          return option.read(text);
        };
        return [name, { ...option, read }];
      }),
    ),
  }));
}

it('a named pipeline is read back as it was written', () => {
  const dialect = createNativeDialect(builtinModules);
  const read = (target: string) => dialect.read(target);
  for (const target of ['p=card/a', 'p=card,w=3~blur=2,f=webp/a', 'p=A-b_9/x']) {
    expect(dialect.write(read(target) as never)).toBe(target);
    expect(read(dialect.write(read(target) as never))).toEqual(read(target));
  }
});
