import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usualMounts } from '../../../core/dialect/usual-mounts.ts';
import { parseTarget } from '../../../core/dispatcher/target.ts';
import { Failure } from '../../../core/failure.ts';
import { dialectOf } from './mounted-house.ts';

const words = [
  'constructor',
  '__proto__',
  'toString',
  'unsafe/',
  '_/',
  'plain/',
  's3://b/',
  'filters:',
  'trim:',
  'w:',
  '%ff',
  '%25',
  '%00',
]
  .concat([
    '(',
    ')',
    ',',
    ':',
    '=',
    '&',
    '?',
    '@',
    '~',
    '.',
    '/',
    '-1',
    '1e9',
    '0x0',
    'b64:',
    '100x100',
    'fit-in/',
    'url=',
    'w=1',
    'q=75',
  ])
  .concat([
    'rs:fill:1:1',
    'g:fp:1:1',
    'blur(',
    'watermark(a,b,c)',
    'format(constructor)',
    'key',
    'resize',
    'https://a.example/',
    '\ud800',
  ]);
const text = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 12 })
  .map((list) => list.join(''));
const json = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc
    .dictionary(
      fc.constantFrom(
        'resize',
        'rotate',
        'flip',
        'extract',
        'trim',
        'tint',
        'flatten',
        'overlayWith',
        'toFormat',
        'blur',
        'jpeg',
        '__proto__',
        'modulate',
        'extend',
      ),
      fc.jsonValue({ maxDepth: 2 }),
    )
    .map((edits) => JSON.stringify({ key: 'a.jpg', bucket: '\ud800', edits })),
  fc
    .dictionary(
      fc.constantFrom('width', 'height', 'fit', 'position', 'kernel', 'background'),
      fc.constantFrom('constructor', 1, null, '\ud800', {}, [], true, 'x', { toString: 1 }),
    )
    .map((resize) => JSON.stringify({ key: 'a', edits: { resize } })),
);
const targets = fc.oneof(
  text,
  text.map((path) => `unsafe/${path}/a.jpg`),
  text.map((path) => `_/${path}/plain/a.jpg`),
  text.map((query) => `?url=/a.jpg&${query}`),
  json.map((request) => Buffer.from(request).toString('base64')),
);
const runs = 1500;

describe('a target of whatever kind', () => {
  it.each(Object.keys(usualMounts))('is read by %s, is not its own, or fails as failures do', (name) => {
    for (const IMG_UNKNOWN_OPTIONS of ['refuse', 'ignore']) {
      const dialect = dialectOf(name, { IMG_UNKNOWN_OPTIONS });
      const outcomes = { read: 0, failed: 0 };
      fc.assert(
        fc.property(targets, (target) => {
          const raw = `/${target.toWellFormed().replace(/[^!"$-~]|%(?![\da-f]{2})/giu, encodeURIComponent)}`;
          const { raw: received } = parseTarget(raw, 65_536);
          try {
            if (dialect.read(received.slice(1)) !== undefined) outcomes.read += 1;
          } catch (error) {
            if (!(error instanceof Failure) || error.code === 'internal') throw error;
            outcomes.failed += 1;
          }
        }),
        { numRuns: runs },
      );
      expect(outcomes.read + outcomes.failed).toBeGreaterThan(0);
    }
  });
});
