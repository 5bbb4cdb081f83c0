import { describe, expect, test } from 'vitest';
import { encodeName } from '../../../core/dialect/encode-part.ts';
import { contentDisposition } from '../../../core/dispatcher/content-disposition.ts';
import { readDigestField, writeDigestField } from '../../../core/dispatcher/digest-field.ts';
import { readName } from '../../../core/dispatcher/read-name.ts';

describe('Content-Disposition', () => {
  test.each([
    ['photo.jpg', 'webp', 'inline; filename="photo.webp"'],
    ['a/b/photo.JPEG', 'jpg', 'inline; filename="photo.jpg"'],
    ['release v1.2', 'png', 'inline; filename="release v1.2.png"'],
    ['archive.tar', 'jpg', 'inline; filename="archive.tar.jpg"'],
    ['été.png', 'avif', `inline; filename="_t_.avif"; filename*=UTF-8''%C3%A9t%C3%A9.avif`],
    ['a"b;c.png', 'png', `inline; filename="a_b_c.png"; filename*=UTF-8''a%22b%3Bc.png`],
    [`it's (1)*.gif`, 'gif', `inline; filename="it_s _1__.gif"; filename*=UTF-8''it%27s%20%281%29%2A.gif`],
    ['写真.jpg', 'jpg', `inline; filename="__.jpg"; filename*=UTF-8''%E5%86%99%E7%9C%9F.jpg`],
  ] as const)('%s as %s is saved as %s', (name, ext, field) => {
    expect(contentDisposition(name, ext)).toBe(field);
  });
});

describe('digest fields (RFC 9530)', () => {
  // The example of RFC 9530 appendix D.1.
  const field = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
  const hex = '44aff4ab2d7c3250525675a08f0cfa9591168cffe51791c5f5bbc417c15a6c38';

  test('are written from hex and read to hex', () => {
    expect(writeDigestField(hex)).toBe(field);
    expect(readDigestField(field)).toBe(hex);
    expect(readDigestField(`sha-512=:AAAA:, ${field}`)).toBe(hex);
  });

  test('of other algorithms only are ignored', () => {
    expect(readDigestField(null)).toBeUndefined();
    expect(readDigestField('sha-512=:AAAA:')).toBeUndefined();
  });

  test.each(['sha-256=', 'sha-256=abc', 'sha-256=:abc:', `sha-256=:${'A'.repeat(44)}:`, 'sha-256=:*:'])(
    'that cannot be a SHA-256 (%s) are refused',
    (text) => {
      expect(() => readDigestField(text)).toThrow(expect.objectContaining({ code: 'bad-request' }));
    },
  );
});

describe('names in targets', () => {
  test.each(['photo.jpg', 'a/b c.jpg', 'été/写真.png', `'()*!~&=+,;:@$`])('%s survives writing and reading', (name) => {
    expect(readName(encodeName(name))).toBe(name);
  });

  test.each([
    '',
    '..',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    '.',
    '%00',
    'a%0d%0ab',
    '%5c',
    '%2e%2e%2fb',
    '%252e',
    '%c0%ae',
    '%ff',
    '%e2%80%ae',
    'e%CC%81',
    'a'.repeat(513),
  ])('%s is refused as a name', (encoded) => {
    expect(() => readName(encoded)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^bad-(name|target)$/) }),
    );
  });
});
