import { expect, it } from 'vitest';
import { settleUnsigned } from '../../../core/policy/unsigned.ts';

it.each([
  ['127.0.0.1', 'any'],
  ['127.8.9.10', 'any'],
  ['::1', 'any'],
  ['localhost', 'any'],
  ['0.0.0.0', 'ladder'],
  ['::', 'ladder'],
  ['10.0.0.1', 'ladder'],
  ['127.0.0.1.example', 'ladder'],
  ['127.example', 'ladder'],
  ['localhost.example', 'ladder'],
  ['images.example', 'ladder'],
])('on %s unsigned URLs may ask for %s by default, and for what was set otherwise', (host, level) => {
  expect(settleUnsigned('auto', host)).toBe(level);
  for (const set of ['none', 'ladder', 'any'] as const) expect(settleUnsigned(set, host)).toBe(set);
});
