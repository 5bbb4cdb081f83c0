import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64url, readBase64Text, writeBase64Text } from '../../../core/dialect/base64.ts';
import { behindMount, readMounts } from '../../../core/dialect/mount.ts';
import { hexDigest, hmacOf, sameText } from '../../../core/dialect/own-signature.ts';
import { cutSignature, readLastSignature } from '../../../core/dialect/signature.ts';
import { createSourceOf } from '../../../core/dialect/source-map.ts';
import { createOnUnknown } from '../../../core/dialect/tools.ts';
import { readSettings } from '../../../core/policy/settings/settings.ts';
import { failureFrom } from '../../support/failure-from.ts';

describe('mounts', () => {
  it('are the usual paths, or what a setting says', () => {
    expect(readMounts('imgproxy')).toEqual([{ name: 'imgproxy', host: undefined, path: '' }]);
    expect(readMounts('imgproxy=/thumbs/, imgproxy=//Pics.example.com, imgproxy=//a.b/c/d')).toEqual([
      { name: 'imgproxy', host: undefined, path: '/thumbs' },
      { name: 'imgproxy', host: 'pics.example.com', path: '' },
      { name: 'imgproxy', host: 'a.b', path: '/c/d' },
    ]);
    expect(readMounts('')).toEqual([]);
  });

  it.each(['nobody', 'imgproxy=', 'imgproxy=thumbs', 'imgproxy=/a b', 'constructor', 'imgproxy,,'])(
    'refuse %j',
    (text) => {
      expect(readMounts(text)).toBeUndefined();
    },
  );

  it('leave what is behind them, with its query', () => {
    expect(behindMount('/a/b/c?d', { path: '/a' })).toBe('b/c?d');
    expect(behindMount('/a?d', { path: '/a' })).toBe('?d');
    expect(behindMount('/ab', { path: '/a' })).toBeUndefined();
    expect(behindMount('/x', { path: '' })).toBe('x');
  });
});

describe('the map of sources', () => {
  const sourceOf = createSourceOf([
    { url: 's3://bucket', names: 'photos' },
    { url: 's3://bucket/old/', names: 'archive/' },
    { url: 'local:///', names: '' },
    { url: 'https://images.example/', names: '' },
  ]);

  it.each([
    ['s3://bucket/a/b.jpg', 'photos/a/b.jpg'],
    ['s3://bucket/old/b.jpg', 'archive/b.jpg'],
    ['local:///a.jpg', 'a.jpg'],
    ['https://images.example/a%20b.jpg?v=3#x', 'a b.jpg'],
    ['HTTPS://Images.Example/A.jpg', 'A.jpg'],
    ['https://images.example/é.jpg', 'é.jpg'],
    ['/a/b.jpg', 'a/b.jpg'],
    ['a.jpg', 'a.jpg'],
    ['https://elsewhere.example/a.jpg', 'https://elsewhere.example/a.jpg'],
    ['https://images.example.evil/a.jpg', 'https://images.example.evil/a.jpg'],
  ])('takes %j for %j', (text, source) => {
    expect(sourceOf(text)).toBe(source);
  });

  it('knows no other buckets and schemes', () => {
    expect(failureFrom(() => sourceOf('s3://bucket2/a.jpg')).code).toBe('not-found');
    expect(failureFrom(() => sourceOf('file:///etc/passwd')).code).toBe('not-found');
    expect(failureFrom(() => sourceOf('s3://bucket/%ff')).code).toBe('bad-target');
  });

  it('stands in a setting', () => {
    expect(readSettings({ IMG_SOURCE_MAP: 's3://b=p  https://x.example/?a=b=' }).sourceMap).toEqual([
      { url: 's3://b', names: 'p' },
      { url: 'https://x.example/?a=b', names: '' },
    ]);
    expect(() => readSettings({ IMG_SOURCE_MAP: 'bucket=p' })).toThrow('IMG_SOURCE_MAP');
  });
});

describe('what dialects share', () => {
  it('reads base64 of any alphabet back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed());
        expect(readBase64Text(writeBase64Text(text))).toBe(text);
        expect(readBase64Text(btoa(String.fromCharCode(...new TextEncoder().encode(text))))).toBe(text);
      }),
    );
    for (const code of ['', '!', 'a', '_w', 'a b', '=', 'YQ=x', 'YQ==YQ']) expect(readBase64Text(code)).toBeUndefined();
    for (const padding of ['', '=', '==', '=====']) expect(readBase64Text(`YQ${padding}`)).toBe('a');
  });

  it('hashes as the vectors say', () => {
    const thumbor = '500x500/top/raw.githubusercontent.com/cshum/imagor/master/testdata/gopher.png';
    const secret = new TextEncoder().encode('mysecret');
    expect(base64url(hmacOf('sha1', secret, thumbor), true)).toBe('cST4Ko5_FqwT3BDn-Wf4gO3RFSk=');
    expect(base64url(hmacOf('sha256', secret, thumbor)).slice(0, 40)).toBe('IGEn3TxngivD0jy4uuiZim2bdUCvhcnVi1Nm0xGy');
    expect(hexDigest('md5', 'abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
    expect([sameText('ab', 'ab'), sameText('ab', 'ac'), sameText('ab', 'abc'), sameText('', '')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('finds our signature at the end of a foreign target only', () => {
    const mac = `${'A'.repeat(43)}`;
    expect(readLastSignature(`/x?url=a&s=k1.${mac}`)).toMatchObject({ kid: 'k1', signed: '/x?url=a' });
    expect(readLastSignature(`/x?s=k1.${mac}`)).toMatchObject({ signed: '/x' });
    expect(readLastSignature(`/x?url=a&exp=12&s=k1.${mac}`)).toMatchObject({
      signed: '/x?url=a&exp=12',
      expiresAt: 12_000,
    });
    expect(readLastSignature(`/x?exp=12&s=k1.${mac}`)).toMatchObject({ signed: '/x?exp=12' });
    expect(cutSignature(`/x?exp=12&s=k1.${mac}`)).toEqual({ target: '/x', end: `?exp=12&s=k1.${mac}` });
    expect(readLastSignature(`/x?s=k1.${mac}&url=a`)).toBeUndefined();
    expect(readLastSignature('/x?s=0123456789abcdef0123456789abcdef')).toBeUndefined();
  });

  it('treats unknown options as the dialect does, or as it is told', () => {
    const ask = (unknown: 'dialect' | 'refuse' | 'ignore', habit: 'refuse' | 'ignore') => () =>
      createOnUnknown({ unknown }, habit)('x=1', 'an option');
    for (const refuses of [ask('dialect', 'refuse'), ask('refuse', 'ignore')]) expect(refuses).toThrow('an option');
    for (const ignores of [ask('dialect', 'ignore'), ask('ignore', 'refuse')]) expect(ignores).not.toThrow();
  });
});
