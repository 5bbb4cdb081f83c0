import { describe, expect, test } from 'vitest';
import { createWaitingLine, whenAllLeft } from '../../../core/flow/waiting-line.ts';

const leaver = () => {
  const stop = new AbortController();
  return { signal: stop.signal, leave: () => stop.abort(new Error('left')) };
};

describe('a waiting line', () => {
  test('gives up the place of who has left, and of nobody else', () => {
    const line = createWaitingLine();
    const [a, b, c] = [leaver(), leaver(), leaver()];
    c.leave();
    const [first, second, third] = [line.join(a), line.join(b), line.join(c)];
    expect([first.aborted, second.aborted, third.aborted]).toEqual([false, false, true]);
    a.leave();
    expect(first.reason).toMatchObject({ message: 'left' });
    expect([second.aborted, line.size]).toEqual([false, 1]);
    expect([line.leave(a), line.leave(b), line.leave(b)]).toEqual([false, true, false]);
  });

  test('gives out whose turn it is and the oldest besides, and their places with them', () => {
    const line = createWaitingLine();
    const [a, b, c, d] = [leaver(), leaver(), leaver(), leaver()];
    const places = [a, b, c, d].map((member) => line.join(member));
    expect(line.take(3, c)).toEqual([c, a, b]);
    expect(places.map(({ aborted }) => aborted)).toEqual([true, true, true, false]);
    expect(line.take(3, a)).toEqual([d]);
    expect(line.take(3)).toEqual([]);
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
