// What yields in the gate: cheap work that nobody waits to see, like looks at uploads.
import { expect, test } from 'vitest';
import { createGate } from '../../../core/flow/gate.ts';
import { roomy, settled, workshop } from '../../support/gate-workshop.ts';

test('cheap work never waits for what yields, which has no more slots than there are', async () => {
  const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 2, spare: 2 }));
  for (const name of ['y1', 'y2', 'y3', 'y4']) void ask(name, { yields: true });
  for (const name of ['c1', 'c2', 'c3']) void ask(name, { client: 'b' });
  await settled();
  expect(begun).toEqual(['y1', 'y2', 'c1', 'c2']);
  await finish('y1');
  expect(begun).toEqual(['y1', 'y2', 'c1', 'c2']);
  await finish('c1');
  await finish('c2');
  expect(begun).toEqual(['y1', 'y2', 'c1', 'c2', 'c3']);
  await finish('c3');
  expect(begun).toEqual(['y1', 'y2', 'c1', 'c2', 'c3', 'y3']);
});

test('beside dear work, what yields leaves one piece to what does not', async () => {
  const { begun, ask } = workshop(createGate({ ...roomy, slots: 2, spare: 2 }));
  for (const name of ['d1', 'd2']) void ask(name, { dear: true, yields: true });
  for (const name of ['y1', 'y2']) void ask(name, { yields: true });
  void ask('c1');
  await settled();
  expect(begun).toEqual(['d1', 'd2', 'y1', 'c1']);
});

test('a flood of cheap work leaves a slot to what yields', async () => {
  const { begun, ask, finish } = workshop(createGate(roomy));
  for (const name of ['c1', 'c2', 'c3', 'c4']) void ask(name);
  for (const name of ['y1', 'y2']) void ask(name, { yields: true });
  await settled();
  await finish('c1');
  expect(begun).toEqual(['c1', 'c2', 'y1', 'c3']);
  await finish('c2');
  expect(begun).toEqual(['c1', 'c2', 'y1', 'c3', 'c4']);
});
