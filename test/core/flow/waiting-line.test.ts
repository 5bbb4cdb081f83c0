import { describe, expect, test } from 'vitest';
import { createWaitingLine, whenAllLeft } from '../../../core/flow/waiting-line.ts';

const leaver = () => {
  const stop = new AbortController();
  return { signal: stop.signal, leave: () => stop.abort(new Error('left')) };
};

describe('a waiting line', () => {
  test('is given up when the last has left, and not before', () => {
    const line = createWaitingLine();
    const [a, b] = [leaver(), leaver()];
    expect([line.join(a), line.join(b)]).toEqual([true, true]);
    const place = line.abandoned;
    a.leave();
    expect(place.aborted).toBe(false);
    b.leave();
    expect(place.reason).toMatchObject({ message: 'left' });
    expect(line.size).toBe(0);
  });

  test('gives out those who are still there, and has nothing to do with them afterwards', () => {
    const line = createWaitingLine();
    const [a, b, c] = [leaver(), leaver(), leaver()];
    c.leave();
    expect([a, b, c].map((one) => line.join(one))).toEqual([true, true, false]);
    a.leave();
    const place = line.abandoned;
    expect(line.take()).toEqual([b]);
    b.leave();
    expect(place.aborted || line.abandoned.aborted).toBe(false);
  });

  test('work for several stops when all of them have left', () => {
    const [a, b] = [leaver(), leaver()];
    const stop = whenAllLeft([a, b]);
    b.leave();
    expect(stop.aborted).toBe(false);
    a.leave();
    expect(stop.reason).toMatchObject({ message: 'left' });
  });
});
