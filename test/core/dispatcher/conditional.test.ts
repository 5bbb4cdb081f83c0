import { describe, expect, test } from 'vitest';
import { rangeStillHolds, type Verdict, weighConditions } from '../../../core/dispatcher/conditional.ts';
import { readHttpDate, writeHttpDate } from '../../../core/dispatcher/http-date.ts';

const now = Date.UTC(2026, 10, 22, 3, 0, 0);
const current = { etag: '"now"', lastModified: now };
const same = writeHttpDate(now);
const earlier = writeHttpDate(now - 1000);
const later = writeHttpDate(now + 1000);

type Row = [fields: Record<string, string>, verdict: Verdict];

describe('conditional requests (RFC 9110 section 13.2.2)', () => {
  test.each<Row>([
    [{}, 'go'],
    [{ 'If-Match': '"now"' }, 'go'],
    [{ 'If-Match': '*' }, 'go'],
    [{ 'If-Match': '"old", "now"' }, 'go'],
    [{ 'If-Match': '"old"' }, 'precondition-failed'],
    [{ 'If-Match': 'W/"now"' }, 'precondition-failed'],
    [{ 'If-Match': '' }, 'precondition-failed'],
    [{ 'If-Match': 'now' }, 'precondition-failed'],
    [{ 'If-Unmodified-Since': same }, 'go'],
    [{ 'If-Unmodified-Since': later }, 'go'],
    [{ 'If-Unmodified-Since': earlier }, 'precondition-failed'],
    [{ 'If-Unmodified-Since': 'yesterday' }, 'go'],
    [{ 'If-Match': '"now"', 'If-Unmodified-Since': earlier }, 'go'],
    [{ 'If-None-Match': '"now"' }, 'not-modified'],
    [{ 'If-None-Match': 'W/"now"' }, 'not-modified'],
    [{ 'If-None-Match': '*' }, 'not-modified'],
    [{ 'If-None-Match': '"old" , W/"now"' }, 'not-modified'],
    [{ 'If-None-Match': '"a,b", "now"' }, 'not-modified'],
    [{ 'If-None-Match': '"old"' }, 'go'],
    [{ 'If-None-Match': '"old"', 'If-Modified-Since': same }, 'go'],
    [{ 'If-Modified-Since': same }, 'not-modified'],
    [{ 'If-Modified-Since': later }, 'not-modified'],
    [{ 'If-Modified-Since': earlier }, 'go'],
    [{ 'If-Modified-Since': 'rubbish' }, 'go'],
    [{ 'If-Match': '"old"', 'If-None-Match': '"now"' }, 'precondition-failed'],
    [{ 'If-Match': '"now"', 'If-None-Match': '"now"' }, 'not-modified'],
    [{ 'If-Unmodified-Since': earlier, 'If-None-Match': '"now"' }, 'precondition-failed'],
  ])('reading with %j: %s', (fields, verdict) => {
    expect(weighConditions(new Headers(fields), 'GET', current)).toBe(verdict);
    expect(weighConditions(new Headers(fields), 'HEAD', current)).toBe(verdict);
  });

  test.each<Row>([
    [{ 'If-None-Match': '*' }, 'precondition-failed'],
    [{ 'If-None-Match': '"now"' }, 'precondition-failed'],
    [{ 'If-None-Match': '"old"' }, 'go'],
    [{ 'If-Match': '"now"' }, 'go'],
    [{ 'If-Match': '"old"' }, 'precondition-failed'],
    [{ 'If-Modified-Since': same }, 'go'],
  ])('writing over something with %j: %s', (fields, verdict) => {
    expect(weighConditions(new Headers(fields), 'PUT', current)).toBe(verdict);
  });

  test.each<Row>([
    [{}, 'go'],
    [{ 'If-None-Match': '*' }, 'go'],
    [{ 'If-Match': '*' }, 'precondition-failed'],
    [{ 'If-Match': '"now"' }, 'precondition-failed'],
  ])('writing under a free name with %j: %s', (fields, verdict) => {
    expect(weighConditions(new Headers(fields), 'PUT', undefined)).toBe(verdict);
  });

  test.each([
    [{}, true],
    [{ 'If-Range': '"now"' }, true],
    [{ 'If-Range': 'W/"now"' }, false],
    [{ 'If-Range': '"old"' }, false],
    [{ 'If-Range': same }, true],
    [{ 'If-Range': later }, false],
    [{ 'If-Range': 'rubbish' }, false],
  ])('a part may be given with %j: %s', (fields, holds) => {
    expect(rangeStillHolds(new Headers(fields as Record<string, string>), current)).toBe(holds);
  });
});

describe('HTTP dates', () => {
  const at = Date.UTC(1994, 10, 6, 8, 49, 37);

  test.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'all three forms of RFC 9110 are read: %s',
    (text) => {
      expect(readHttpDate(text)).toBe(at);
    },
  );

  test('one form is written', () => {
    expect(writeHttpDate(at)).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
  });

  test.each([
    '',
    '1994-11-06',
    '784111777',
    'Sun, 32 Nov 1994 08:49:37 GMT',
    'Sun, 06 Xxx 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 CET',
  ])('anything else (%j) is no date', (text) => {
    expect(readHttpDate(text)).toBeUndefined();
  });
});
