import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, exitCodes } from '../../../adapters/cli/exit-codes.ts';
import { bytesText, countText } from '../../../adapters/cli/quantities.ts';
import { createReport, type Report } from '../../../adapters/cli/report.ts';
import { Failure } from '../../../core/index.ts';

function reporting(json: boolean, isTerminal: boolean, work: (report: Report, pass: (millis: number) => void) => void) {
  const said = { out: '', err: '' };
  let now = 0;
  const report = createReport({
    ...{ command: 'verify', json, isTerminal },
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    clock: () => now,
  });
  work(report, (millis) => {
    now += millis;
  });
  return said;
}

const finding = { kind: 'bytes-missing', name: 'a', sentence: 'The original of "a" is missing.' } as const;

describe('a report', () => {
  it('draws a bar on a terminal, takes it away for other text, and leaves none behind', () => {
    const { out, err } = reporting(false, true, (report, pass) => {
      pass(10);
      report.progress('images', 0, 200);
      pass(1000);
      report.progress('images', 50, 200);
      report.progress('images', 51, 200);
      report.found(finding);
      report.done(['2 images'], {});
    });
    const frames = err.split('\r').map(stripVTControlCharacters);
    expect(frames).toEqual([
      '',
      expect.stringMatching(/^images {2}░{24} {3}0 % {2}0 of 200 {2}0\/s$/),
      expect.stringMatching(/^images {2}█{6}░{18} {2}25 % {2}50 of 200 {2}50\/s {2}3 s left$/),
      '',
    ]);
    expect(out).toBe('found  bytes-missing  The original of "a" is missing.\n2 images\n');
  });

  it('draws nothing where nobody looks', () => {
    const { out, err } = reporting(false, false, (report) => {
      report.progress('images', 1, 2);
      report.done(['2 images'], {});
    });
    expect({ out, err }).toEqual({ out: '2 images\n', err: '' });
  });

  it('says one JSON line an event, progress once a second', () => {
    const { out } = reporting(true, true, (report, pass) => {
      for (let done = 0; done < 30; done += 1) {
        report.progress('images', done, undefined);
        pass(100);
      }
      report.found(finding);
      report.found({ kind: 'orphan', sentence: 'x', isNote: true });
      report.done(['for people'], { images: 3 });
    });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      ...[0, 10, 20].map((done) => ({ event: 'progress', step: 'images', done })),
      { event: 'finding', ...finding },
      { event: 'note', kind: 'orphan', sentence: 'x' },
      { event: 'done', command: 'verify', images: 3 },
    ]);
  });

  it('says a failure to people and to programs', () => {
    const fail = (report: Report) => report.failed('not-found', 'Nothing there.');
    expect(reporting(false, true, fail)).toEqual({ out: '', err: 'imageserver verify: Nothing there.\n' });
    expect(JSON.parse(reporting(true, false, fail).out)).toEqual({
      ...{ event: 'failed', command: 'verify', code: 'not-found', sentence: 'Nothing there.' },
    });
  });
});

describe('the exit code', () => {
  const errno = (code: string) => Object.assign(new Error(code), { code });
  it.each<[string, unknown, keyof typeof exitCodes]>([
    ['a usage', new Failure('bad-request', ''), 'usage'],
    ['a directory that is in use', new Failure('overloaded', ''), 'inUse'],
    ['nothing there', new Failure('not-found', ''), 'noInput'],
    ['a backup that is damaged', new Failure('digest-mismatch', ''), 'badData'],
    ['a full disk', errno('ENOSPC'), 'noSpace'],
    ['a full disk that a driver has met', new Failure('storage-full', ''), 'noSpace'],
    ['a disk that fails', errno('EIO'), 'ioError'],
    ['a disk that fails under a driver', new Failure('internal', '', {}, errno('EIO')), 'ioError'],
    ['an interruption', new Failure('aborted', ''), 'interrupted'],
    ['a fault of the program', new TypeError('x is not a function'), 'software'],
    ['what is no error at all', 'x', 'software'],
  ])('of %s', (_, error, name) => {
    expect(exitCodeOf(error)).toBe(exitCodes[name]);
  });
});

it('quantities are as people read them', () => {
  expect([0, 1, 1023, 1024, 1_500_000, 5 * 1024 ** 4].map(bytesText)).toEqual([
    ...['0 B', '1 B', '1,023 B', '1 KiB', '1.4 MiB', '5 TiB'],
  ]);
  expect([0, 1, 1234].map((count) => countText(count, 'image'))).toEqual(['0 images', '1 image', '1,234 images']);
});
