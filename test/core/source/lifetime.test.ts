import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifetimeOf, type SourceFields } from '../../../core/index.ts';

const now = Date.UTC(2026, 10, 25, 12);
const rules = { usual: 3600, least: 60, most: 86_400 };

function lifeOf(fields: Omit<SourceFields, 'of'>, bounds = rules) {
  return lifetimeOf({ of: 'https://a.example/', ...fields }, bounds, now, now);
}

describe('what another server says', () => {
  it.each<[string, Omit<SourceFields, 'of'>, number]>([
    ['nothing', {}, 3600],
    ['max-age', { cacheControl: 'public, max-age=600' }, 600],
    ['max-age in quotes', { cacheControl: 'max-age="600"' }, 600],
    ['s-maxage before max-age', { cacheControl: 'max-age=600, s-maxage=700' }, 700],
    ['max-age before Expires', { cacheControl: 'MAX-AGE=600', expires: now + 5_000_000 }, 600],
    ['Expires and Date', { expires: now + 900_000, date: now - 100_000 }, 900],
    ['Expires without Date', { expires: now + 900_000 }, 900],
    ['Expires of no date', { expires: 0 }, 60],
    ['Age', { cacheControl: 'max-age=600', age: 200 }, 400],
    ['an old Date', { cacheControl: 'max-age=600', date: now - 300_000 }, 300],
    ['a Date ahead of our clock', { cacheControl: 'max-age=600', date: now + 300_000 }, 600],
    ['no-cache', { cacheControl: 'no-cache, max-age=600' }, 60],
    ['no-cache of a field', { cacheControl: 'no-cache="set-cookie", max-age=600' }, 600],
    ['less than the least', { cacheControl: 'max-age=0' }, 60],
    ['more than the most', { cacheControl: 'max-age=31536000' }, 86_400],
    ['a life that is no number', { cacheControl: 'max-age=long' }, 60],
    ['the first of two lives', { cacheControl: 'max-age=600, max-age=900' }, 600],
  ])('in %s gives its bytes a life', (_, fields, seconds) => {
    expect(lifeOf(fields)).toMatchObject({ seconds, storable: true });
  });

  it.each(['no-store', 'private', 'private, max-age=60', 'max-age=60,No-Store'])(
    'in "%s" lets nothing be kept',
    (cacheControl) => {
      expect(lifeOf({ cacheControl })).toEqual({ seconds: 0, storable: false, mayBeStale: false });
    },
  );

  it.each(['must-revalidate', 'proxy-revalidate', 's-maxage=9', 'no-cache'])(
    'in "%s" forbids what is stale',
    (cacheControl) => {
      expect(lifeOf({ cacheControl: `${cacheControl}, max-age=600` }).mayBeStale).toBe(false);
      expect(lifeOf({ cacheControl: 'max-age=600' }).mayBeStale).toBe(true);
    },
  );

  it('counts the time that the answer took', () => {
    const fields = { of: '', cacheControl: 'max-age=600', age: 10 };
    expect(lifetimeOf(fields, rules, now - 5000, now).seconds).toBe(585);
  });

  it('never leaves the bounds, whatever it is', () => {
    const fields = fc.record({
      cacheControl: fc.option(fc.oneof(fc.string(), fc.stringMatching(/^(s-)?max-?age=[\d"-]{0,40}$/)), {
        nil: undefined,
      }),
      expires: fc.option(fc.integer(), { nil: undefined }),
      date: fc.option(fc.integer(), { nil: undefined }),
      age: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fields, (said) => {
        const { seconds, storable } = lifeOf(said);
        expect(Number.isInteger(seconds)).toBe(true);
        if (storable) expect(seconds >= rules.least && seconds <= rules.most).toBe(true);
      }),
    );
  });
});
