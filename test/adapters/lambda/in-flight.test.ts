import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createInFlight } from '../../../adapters/lambda/in-flight.ts';

function later() {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  return { promise, resolve, reject };
}

async function isSettled(work: Promise<void>): Promise<boolean> {
  let settled = false;
  void work.then(() => {
    settled = true;
  });
  for (let turns = 0; turns < 5; turns += 1) await turn();
  return settled;
}

it('is settled when calls that nobody awaited have ended, well or not', async () => {
  const inFlight = createInFlight();
  const [one, two] = [later(), later()];
  const port = inFlight.watch({ one: () => one.promise, two: () => two.promise, three: () => 3 });
  void port.one();
  port.two().catch(() => {});
  expect(port.three()).toBe(3);
  const settled = inFlight.settled();
  one.resolve(1);
  expect(await isSettled(settled)).toBe(false);
  two.reject(new Error('no'));
  expect(await isSettled(settled)).toBe(true);
});

it('waits for what follows from what was waited for', async () => {
  const inFlight = createInFlight();
  const [first, second] = [later(), later()];
  const port = inFlight.watch({ first: () => first.promise, second: () => second.promise });
  void port.first().then(() => port.second());
  const settled = inFlight.settled();
  first.resolve(1);
  expect(await isSettled(settled)).toBe(false);
  second.resolve(2);
  expect(await isSettled(settled)).toBe(true);
});

it('leaves members, getters and answers of a port as they are', async () => {
  const { watch, settled } = createInFlight();
  let used = 1;
  const port = watch({
    capacity: 5,
    get used() {
      return used;
    },
    add: async (bytes: number) => (used += bytes),
  });
  expect(await port.add(2)).toBe(3);
  expect([port.capacity, port.used]).toEqual([5, 3]);
  await settled();
});
