import { describe, expect, it } from 'vitest';
import { createLanes } from '../../../core/flow/lanes.ts';
import { Failure } from '../../../core/index.ts';

const limits = { total: 3, each: 2, waiting: 2, waitMillis: 60_000 };
const patience = () => new AbortController().signal;

/** Work that is under way until it is told to end. */
function begin(lanes: ReturnType<typeof createLanes>, lane: string, log: string[], signal = patience()) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = lanes.run(
    lane,
    async () => {
      log.push(lane);
      await promise;
    },
    signal,
  );
  return { done, end: resolve };
}

describe('lanes', () => {
  it('let one lane have its share only, and others go past those who wait for it', async () => {
    const log: string[] = [];
    const lanes = createLanes(limits);
    const slow = ['a', 'a', 'a'].map((lane) => begin(lanes, lane, log));
    const other = begin(lanes, 'b', log);
    expect(log).toEqual(['a', 'a', 'b']);
    slow[0]?.end();
    await slow[0]?.done;
    expect(log).toEqual(['a', 'a', 'b', 'a']);
    for (const { end } of [...slow, other]) end();
    await Promise.all([...slow, other].map(({ done }) => done));
  });

  it('refuse those who would wait behind too many, and those who wait too long', async () => {
    const lanes = createLanes({ ...limits, waitMillis: 20 });
    const held = ['a', 'a', 'b'].map((lane) => begin(lanes, lane, []));
    const waiting = [begin(lanes, 'a', []), begin(lanes, 'c', [])];
    await expect(begin(lanes, 'd', []).done).rejects.toMatchObject({ code: 'overloaded' });
    for (const { done } of waiting) await expect(done).rejects.toMatchObject({ code: 'overloaded' });
    for (const { end, done } of held) {
      end();
      await done;
    }
    const late = begin(lanes, 'd', []);
    late.end();
    await late.done;
  });

  it('forget who leaves during the wait, and give back the place of work that failed', async () => {
    const lanes = createLanes({ ...limits, total: 1 });
    const first = begin(lanes, 'a', []);
    const leaving = new AbortController();
    const log: string[] = [];
    const left = begin(lanes, 'a', log, leaving.signal);
    leaving.abort(new Failure('aborted', 'It has left.'));
    await expect(left.done).rejects.toMatchObject({ code: 'aborted' });
    first.end();
    await first.done;
    await expect(lanes.run('a', () => Promise.reject(new Error('broken')), patience())).rejects.toThrow('broken');
    const last = begin(lanes, 'a', log);
    last.end();
    await last.done;
    expect(log).toEqual(['a']);
  });
});
