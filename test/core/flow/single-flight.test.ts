import { describe, expect, test } from 'vitest';
import { createSingleFlight } from '../../../core/flow/single-flight.ts';

/** Work that ends when it is told to, and says what happened to it. */
function openWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const seen: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    seen.push(signal);
    return promise;
  };
  return { work, resolve, reject, seen };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('single flight', () => {
  test('a hundred equal requests do the work once and share its value', async () => {
    const flight = createSingleFlight<string>();
    const { work, resolve, seen } = openWork();
    const all = Promise.all(Array.from({ length: 100 }, () => flight.run('key', work)));
    await settled();
    resolve('made');
    const answers = await all;
    expect(seen).toHaveLength(1);
    expect(answers.every(({ value }) => value === 'made')).toBe(true);
    expect(answers.filter(({ joined }) => !joined)).toHaveLength(1);
  });

  test('different keys do not wait for each other', async () => {
    const flight = createSingleFlight<string>();
    const slow = openWork();
    const waiting = flight.run('slow', slow.work);
    expect((await flight.run('fast', async () => 'fast')).value).toBe('fast');
    slow.resolve('slow');
    expect((await waiting).value).toBe('slow');
  });

  test('a failure is shared once and not remembered', async () => {
    const flight = createSingleFlight<string>();
    const { work, reject, seen } = openWork();
    const all = Promise.allSettled([flight.run('key', work), flight.run('key', work)]);
    await settled();
    reject(new Error('broken'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(seen).toHaveLength(1);
    expect((await flight.run('key', async () => 'made')).value).toBe('made');
  });

  test('followers get the value although the one who began has left', async () => {
    const flight = createSingleFlight<string>();
    const { work, resolve, seen } = openWork();
    const leader = new AbortController();
    const begun = flight.run('key', work, leader.signal);
    const follower = flight.run('key', work);
    await settled();
    leader.abort();
    await expect(begun).rejects.toMatchObject({ code: 'aborted' });
    expect(seen[0]?.aborted).toBe(false);
    resolve('made');
    expect(await follower).toEqual({ value: 'made', joined: true });
  });

  test('the work is stopped when the last waiter has left, and the next request begins anew', async () => {
    const flight = createSingleFlight<string>();
    const first = openWork();
    const clients = [new AbortController(), new AbortController()];
    const waiting = Promise.allSettled(clients.map(({ signal }) => flight.run('key', first.work, signal)));
    await settled();
    clients[0]?.abort();
    await settled();
    expect(first.seen[0]?.aborted).toBe(false);
    clients[1]?.abort();
    await waiting;
    expect(first.seen[0]?.aborted).toBe(true);

    const second = openWork();
    const anew = flight.run('key', second.work);
    // The stopped work ends late; it must not take the new flight's place with it.
    first.reject(new Error('stopped'));
    await settled();
    const joined = flight.run('key', second.work);
    second.resolve('made');
    expect((await anew).value).toBe('made');
    expect(await joined).toEqual({ value: 'made', joined: true });
  });

  test('a client that has left before it asked begins nothing', async () => {
    const flight = createSingleFlight<string>();
    const { work, seen } = openWork();
    await expect(flight.run('key', work, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(seen).toHaveLength(0);
  });
});
