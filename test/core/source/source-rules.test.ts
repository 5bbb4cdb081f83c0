// IMG_SOURCES and the URLs that it lets through (threats T-12), and what no rule lets through.
import { expect, it } from 'vitest';
import { readSourceUrl, requireAllowedSource } from '../../../core/source/check-source-url.ts';
import { readSourceRule, type SourceRule } from '../../../core/source/source-rules.ts';
import { closedHosts } from './literals.ts';

const rulesOf = (...texts: string[]) => texts.map((text) => readSourceRule(text) as SourceRule);
const passes = (url: string, ...texts: string[]) => {
  try {
    requireAllowedSource(readSourceUrl(url), rulesOf(...texts));
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['https://allowed.example/a.jpg', true],
  ['https://ALLOWED.example./a.jpg', true],
  ['https://allowed.example:443/a.jpg', true],
  ['https://allowed.example:8443/a.jpg', false],
  ['http://allowed.example/a.jpg', false],
  ['https://allowed.example.evil.example/', false],
  ['https://notallowed.example/', false],
  ['https://a.allowed.example/', false],
  ['https://allowed.example@evil.example/', false],
  ['https://evil.example/?allowed.example', false],
  ['https://evil.example/#allowed.example', false],
  ['https://evil.example\\@allowed.example/', false],
])('T-12: of a rule for one host, %s is let through: %s', (url, allowed) => {
  expect(passes(url, 'allowed.example')).toBe(allowed);
});

it.each([
  ['*.below.example', 'https://a.below.example/', true],
  ['*.below.example', 'https://a.b.below.example/', true],
  ['*.below.example', 'https://below.example/', false],
  ['*.below.example', 'https://notbelow.example/', false],
  ['port.example:8443', 'https://port.example:8443/', true],
  ['port.example:8443', 'https://port.example/', false],
  ['http://plain.example', 'http://plain.example/', true],
  ['http://plain.example', 'https://plain.example/', false],
  ['*', 'https://any.example/', true],
  ['*', 'http://any.example/', false],
])('the rule %s and %s: %s', (rule, url, allowed) => {
  expect(passes(url, rule)).toBe(allowed);
});

it.each(['', 'a b', 'ftp://a.example', 'a.example/path', 'user@a.example', '*.', '**', 'a.*.example', '*.*'])(
  'no rule is read from "%s" that means more than it says',
  (text) => {
    expect(readSourceRule(text)).toBeUndefined();
  },
);

it.each(closedHosts)('T-01, T-03: no rule lets https://%s/ through', (host) => {
  expect(passes(`https://${host}/a.jpg`, '*', host.replace(/\.$/, ''))).toBe(false);
});

it.each([
  '//evil.example/a.jpg',
  '/a.jpg',
  'a.jpg',
  'data:image/svg+xml,<svg/>',
  'blob:https://a.example/1',
  'ftp://a.example/a.jpg',
  'file:///etc/passwd',
  'https:/\\127.0.0.1/',
  'https:a.example',
  'https://user:secret@a.example/',
  'https://a.example/a b.jpg',
  'https://a.example/\u0000',
  `https://a.example/${'a'.repeat(2048)}`,
])('T-07: "%s" is no URL to fetch', (url) => {
  expect(() => readSourceUrl(url)).toThrow(expect.objectContaining({ code: 'bad-request' }));
});
