import { describe, expect, test } from 'vitest';
import { createWaitingLine, whenAllLeft } from '../../../core/flow/waiting-line.ts';

const leaver = (client = 'a') => {
  const stop = new AbortController();
  return { client, signal: stop.signal, leave: () => stop.abort(new Error('left')) };
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
    expect(line.take(3, 3, c)).toEqual([c, a, b]);
    expect(places.map(({ aborted }) => aborted)).toEqual([true, true, true, false]);
    expect(line.take(3, 3, a)).toEqual([d]);
    expect(line.take(3, 3)).toEqual([]);
  });

  test('gives out clients in turn, and no more of one than it is told', () => {
    const line = createWaitingLine();
    const flood = Array.from({ length: 5 }, () => leaver('flood'));
    const [early, late] = [leaver('early'), leaver('late')];
    for (const member of [...flood, early, late]) line.join(member);
    expect(line.take(8, 2, late)).toEqual([late, flood[0], early, flood[1]]);
    expect(line.takeAll()).toEqual(flood.slice(2));
    expect(line.size).toBe(0);
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
