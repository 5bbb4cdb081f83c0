import { describe, expect, test } from 'vitest';
import { repeat } from '../../../core/flow/repeat.ts';

describe('a repetition', () => {
  test('goes on after a failure, which is told, and ends when the work under way has', async () => {
    const stop = new AbortController();
    const told: unknown[] = [];
    let times = 0;
    let isUnderWay = false;
    const work = async () => {
      isUnderWay = true;
      times += 1;
      await Promise.resolve();
      isUnderWay = false;
      if (times === 3) stop.abort();
      else throw new Error(`${times}`);
    };
    const tell = (event: string, fields = {}) => void told.push({ event, ...fields });
    await repeat({ firstMillis: 0, everyMillis: 0, work, tell, failure: 'work.failed' }, stop.signal);
    expect([times, isUnderWay]).toEqual([3, false]);
    expect(told).toEqual(['1', '2'].map((message) => ({ event: 'work.failed', error: new Error(message) })));
  });

  test('does not wait for its next time when it is stopped', async () => {
    const stop = new AbortController();
    const over = repeat(
      {
        firstMillis: 1e9,
        everyMillis: 1e9,
        work: () => Promise.reject(new Error('never')),
        tell: () => {},
        failure: '',
      },
      stop.signal,
    );
    stop.abort();
    await over;
  });
});
