import { expect, it } from 'vitest';
import { createTurns } from '../../../core/flow/follow-by-turns.ts';

it('looks with the first request after its time is over, once, however long nobody asked', async () => {
  let now = 1_000_000;
  let looks = 0;
  const turns = createTurns(() => now);
  await turns.take();
  const look = async () => {
    looks += 1;
  };
  const end = turns.follow(look, 10_000);
  await turns.take();
  expect(looks).toBe(0);
  now += 3_600_000;
  await Promise.all([turns.take(), turns.take()]);
  expect(looks).toBe(1);
  now += 9_999;
  await turns.take();
  expect(looks).toBe(1);
  now += 1;
  await turns.take();
  expect(looks).toBe(2);
  end();
  now += 10_000;
  await turns.take();
  expect(looks).toBe(2);
});
