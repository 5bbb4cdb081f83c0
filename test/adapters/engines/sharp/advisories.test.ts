// Known weaknesses by version, and that the table speaks of parts and formats that there are.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { advisories, knownWeaknesses } from '../../../../adapters/engines/sharp/advisories.ts';
import { isBelow } from '../../../../adapters/engines/sharp/is-below.ts';

const idsOf = (versions: Record<string, string>) => knownWeaknesses(versions).map(({ id }) => id);

it('versions are compared number by number', () => {
  expect(isBelow('1.9', '1.10')).toBe(true);
  expect(isBelow('1.10', '1.9.9')).toBe(false);
  expect(isBelow('1.2', '1.2.0')).toBe(false);
  expect(isBelow('1.2.3-4', '1.2.4')).toBe(true);
});

it('a version is weak below the fix, also where a fix was carried back to an older line', () => {
  expect(idsOf({ webp: '1.3.1' })).toEqual(['CVE-2023-4863']);
  expect(idsOf({ webp: '1.3.2' })).toEqual([]);
  expect(idsOf({ heif: '1.23.6' })).toEqual(['libheif 1.23.7']);
  for (const [version, weak] of [
    ['2.57.4', true],
    ['2.57.5', false],
    ['2.60.2', true],
    ['2.60.3', false],
    ['2.61.0', true],
    ['2.63.1', true],
    ['2.63.2', false],
    ['2.64.0', false],
  ] as const) {
    expect(idsOf({ rsvg: version }).includes('CVE-2026-96889'), version).toBe(weak);
  }
  expect(idsOf({})).toEqual([]);
});

it('every row names a part that sharp tells of, and a range that has an end', () => {
  for (const { id, part, formats, ranges } of advisories) {
    expect(sharp.versions, id).toHaveProperty(part);
    expect(formats.length, id).toBeGreaterThan(0);
    for (const [from, below] of ranges) expect(isBelow(from, below), id).toBe(true);
  }
});

it('what is decoded without being asked for has no known weakness in the sharp that is installed', () => {
  const weak = knownWeaknesses(sharp.versions).flatMap(({ formats }) => formats);
  for (const format of ['jpg', 'png', 'webp', 'gif', 'svg'] as const) expect(weak).not.toContain(format);
});
