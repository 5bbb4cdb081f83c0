import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/flow/gate.ts';
import { never, roomy, settled, small, workshop } from '../../support/gate-workshop.ts';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  );

describe('the gate', () => {
  test('runs as much at once as it has slots and the rest in order of arrival', async () => {
    const { begun, ask, finish } = workshop(createGate(roomy));
    for (const name of ['1', '2', '3', '4']) void ask(name);
    await settled();
    expect(begun).toEqual(['1', '2']);
    await finish('2');
    expect(begun).toEqual(['1', '2', '3']);
    await finish('1');
    expect(begun).toEqual(['1', '2', '3', '4']);
  });

  test('says whether anybody else has work that waits or is under way', async () => {
    const gate = createGate({ ...roomy, slots: 1 });
    const { ask, finish } = workshop(gate);
    const contended = () => ['a', 'b'].map((client) => gate.isContended(client));
    expect(contended()).toEqual([false, false]);
    void ask('1', { client: 'a' });
    void ask('2', { client: 'a' });
    expect(contended()).toEqual([false, true]);
    void ask('3', { client: 'b', dear: true });
    expect(contended()).toEqual([true, true]);
    await finish('1');
    await finish('2');
    expect(contended()).toEqual([true, false]);
    await finish('3');
    expect(contended()).toEqual([false, false]);
  });

  test('refuses with overloaded what finds the queue full, and admits again afterwards', async () => {
    const gate = createGate({ ...roomy, slots: 1, queue: 1 });
    const { ask, finish } = workshop(gate);
    const running = ask('1');
    const waiting = ask('2');
    expect(await codeOf(ask('3'))).toBe('overloaded');
    await finish('1');
    await finish('2');
    await Promise.all([running, waiting]);
    expect(await gate.run(small, async () => 'admitted')).toBe('admitted');
    expect(gate.state()).toMatchObject({
      running: 0,
      waiting: 0,
      reservedBytes: 0,
      refused: { capacity: 1, client: 0 },
    });
  });

  test('refuses with overloaded who has waited too long, and does not run the work later', async () => {
    const gate = createGate({ ...roomy, slots: 1, waitMillis: 1 });
    const { begun, ask, finish } = workshop(gate);
    void ask('1');
    expect(await codeOf(ask('late'))).toBe('overloaded');
    await finish('1');
    expect(await gate.run(small, async () => 'free')).toBe('free');
    expect(begun).toEqual(['1']);
  });

  test('lets a burst wait for as long as its queue is young', async () => {
    const gate = createGate({ ...roomy, slots: 1, waitMillis: 1, burstMillis: never });
    const { begun, ask, finish } = workshop(gate);
    void ask('1');
    void ask('2');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await finish('1');
    expect(begun).toEqual(['1', '2']);
  });

  test('lets patient work wait for as long as its signal does', async () => {
    const gate = createGate({ ...roomy, slots: 1, waitMillis: 1 });
    const { begun, ask, finish } = workshop(gate);
    void ask('1');
    void ask('2', { patient: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await finish('1');
    expect(begun).toEqual(['1', '2']);
  });

  test('a waiter whose signal fires leaves the queue with the reason', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 1, queue: 1 }));
    void ask('1');
    const client = new AbortController();
    const waiting = ask('left', {}, client.signal);
    client.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    void ask('next');
    await finish('1');
    expect(begun).toEqual(['1', 'next']);
  });

  test('gives slot and memory back when the work fails', async () => {
    const gate = createGate({ ...roomy, slots: 1, queue: 0 });
    await expect(gate.run(small, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.run({ ...small, bytes: 1000 }, async () => 'free')).toBe('free');
  });
});

test('in a queue that has stood for too long the newest comes first, in a young one the oldest', async () => {
  const gate = createGate({ ...roomy, slots: 1, waitMillis: 30, burstMillis: never });
  const { begun, ask, finish } = workshop(gate);
  for (const name of ['1', '2', '3', '4']) void ask(name);
  await finish('1');
  await new Promise((resolve) => setTimeout(resolve, 60));
  await finish('2');
  expect(begun).toEqual(['1', '2', '4']);
});

describe('cheap and dear work', () => {
  test('a cheap piece begins although dear work has all slots', async () => {
    const { begun, ask } = workshop(createGate(roomy));
    for (const name of ['d1', 'd2', 'd3']) void ask(name, { dear: true });
    void ask('c1');
    void ask('c2');
    await settled();
    expect(begun).toEqual(['d1', 'd2', 'c1']);
  });

  test('cheap work goes before dear work that came earlier', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 2 }));
    for (const name of ['d1', 'd2', 'd3']) void ask(name, { dear: true });
    for (const name of ['c1', 'c2', 'c3']) void ask(name);
    await settled();
    await finish('c1');
    await finish('c2');
    expect(begun).toEqual(['d1', 'd2', 'c1', 'c2', 'c3']);
  });

  test('cheap work has as many slots beside dear work as without it, where there are as many spare ones', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 2, spare: 2 }));
    for (const name of ['d1', 'd2', 'd3']) void ask(name, { dear: true });
    for (const name of ['c1', 'c2', 'c3']) void ask(name);
    await settled();
    expect(begun).toEqual(['d1', 'd2', 'c1', 'c2']);
    await finish('d1');
    expect(begun).toEqual(['d1', 'd2', 'c1', 'c2']);
    await finish('c1');
    expect(begun).toEqual(['d1', 'd2', 'c1', 'c2', 'c3']);
    await finish('c2');
    await finish('c3');
    expect(begun.at(-1)).toBe('d3');
  });

  test('a flood of cheap work leaves a slot to dear work', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 1 }));
    for (const name of ['c1', 'c2', 'c3']) void ask(name);
    void ask('d1', { dear: true });
    await settled();
    await finish('c1');
    expect(begun).toEqual(['c1', 'd1', 'c2']);
  });

  test('has a queue of its own: dear work that waits takes no place from cheap work', async () => {
    const { ask } = workshop(createGate({ ...roomy, slots: 1, queue: 1 }));
    for (const name of ['d1', 'd2']) void ask(name, { dear: true });
    void ask('c1');
    const waiting = codeOf(ask('c2'));
    expect(await codeOf(ask('d3', { dear: true }))).toBe('overloaded');
    expect(await Promise.race([waiting, settled()])).toBeUndefined();
  });
});

describe('memory', () => {
  test('that is taken makes work wait, although there is a slot', async () => {
    const { begun, ask, finish } = workshop(createGate(roomy));
    void ask('1', { bytes: 600 });
    void ask('2', { bytes: 500 });
    await settled();
    expect(begun).toEqual(['1']);
    await finish('1');
    expect(begun).toEqual(['1', '2']);
  });

  test('that could never be had is refused as beyond a limit, whatever runs', async () => {
    const gate = createGate(roomy);
    const refusal = gate.run({ ...small, bytes: 1001 }, async () => 'ran');
    await expect(refusal).rejects.toMatchObject({ code: 'over-limit', detail: { limit: 1000 } });
    await expect(gate.whenIdle({ bytes: 1001, dear: true }, async () => 'ran')).rejects.toMatchObject({
      code: 'over-limit',
    });
  });

  test('large work is not passed for ever by small work of its own kind', async () => {
    const { begun, ask, finish } = workshop(createGate(roomy));
    void ask('1', { bytes: 600 });
    void ask('large', { bytes: 900 });
    void ask('2', { bytes: 100 });
    await settled();
    expect(begun).toEqual(['1']);
    await finish('1');
    expect(begun).toEqual(['1', 'large', '2']);
  });
});

describe('clients', () => {
  test('get slots in turn, however much one of them has asked for', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 1 }));
    for (let i = 0; i < 10; i += 1) void ask(`greedy${i}`, { client: 'greedy' });
    for (const client of ['b', 'c']) void ask(client, { client });
    await settled();
    for (const name of ['greedy0', 'greedy1', 'b', 'c']) await finish(name);
    expect(begun).toEqual(['greedy0', 'greedy1', 'b', 'c', 'greedy2']);
  });

  test('who has less under way comes first', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 2 }));
    for (const name of ['g1', 'g2', 'g3']) void ask(name, { client: 'greedy' });
    void ask('b1', { client: 'b' });
    await settled();
    await finish('g1');
    expect(begun).toEqual(['g1', 'g2', 'b1']);
  });

  test('may use all slots and places as long as nobody else waits', async () => {
    const { ask } = workshop(createGate({ ...roomy, slots: 1, queue: 8 }));
    const all = Array.from({ length: 9 }, (_, i) => codeOf(ask(String(i))));
    expect(await Promise.race([...all, settled()])).toBeUndefined();
  });

  test('one that has a quarter of the places while others wait is refused with too-many-requests', async () => {
    const gate = createGate({ ...roomy, slots: 1, queue: 8 });
    const { ask } = workshop(gate);
    void ask('running');
    void ask('b', { client: 'b' });
    const all = Array.from({ length: 3 }, (_, i) => codeOf(ask(String(i), { client: 'greedy' })));
    expect(await all[2]).toBe('too-many-requests');
    expect(await Promise.race([...all.slice(0, 2), settled()])).toBeUndefined();
    expect(gate.state().refused).toEqual({ capacity: 0, client: 1 });
  });

  test('a newcomer to a full queue takes the newest place of whoever has most', async () => {
    const { begun, ask, finish } = workshop(createGate({ ...roomy, slots: 1, queue: 4 }));
    const all = Array.from({ length: 5 }, (_, i) => codeOf(ask(`g${i}`, { client: 'greedy' })));
    void ask('b', { client: 'b' });
    expect(await all[4]).toBe('too-many-requests');
    await finish('g0');
    await finish('g1');
    expect(begun).toEqual(['g0', 'g1', 'b']);
  });
});

describe('idle work', () => {
  const cost = { bytes: 100, dear: true };

  test('waits until nothing else runs', async () => {
    const gate = createGate(roomy);
    const { begun, ask, finish } = workshop(gate);
    void ask('1');
    const idle = gate.whenIdle(cost, async () => begun.push('idle'));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(begun).toEqual(['1']);
    await finish('1');
    await idle;
    expect(begun).toEqual(['1', 'idle']);
  });

  test('runs one piece at a time', async () => {
    const gate = createGate(roomy);
    let [now, most] = [0, 0];
    const piece = async () => {
      now += 1;
      most = Math.max(most, now);
      await settled();
      now -= 1;
      return 'done';
    };
    expect(await Promise.all(Array.from({ length: 4 }, () => gate.whenIdle(cost, piece)))).toEqual(
      Array(4).fill('done'),
    );
    expect(most).toBe(1);
  });

  test.each([
    ['all slots', [{}, {}]],
    ['its memory', [{ bytes: 950 }]],
  ])('makes way when %s are wanted, and is tried again', async (_, claims) => {
    const gate = createGate(roomy);
    const { begun, ask, finish } = workshop(gate);
    const stopped = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let tries = 0;
    const idle = gate.whenIdle(cost, (signal) => {
      tries += 1;
      if (tries > 1) return Promise.resolve('second try');
      started.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(signal.reason);
        });
      });
    });
    await started.promise;
    const names = claims.map((claim, index) => {
      void ask(String(index), claim);
      return String(index);
    });
    await stopped.promise;
    expect(begun).toEqual(names);
    for (const name of names) await finish(name);
    expect(await idle).toBe('second try');
  });

  test('is given up for newer work when too much of it waits', async () => {
    const gate = createGate(roomy);
    const { ask } = workshop(gate);
    void ask('1');
    const first = gate.whenIdle(cost, async () => 'ran');
    for (let i = 0; i < 256; i += 1) void gate.whenIdle(cost, async () => 'ran');
    expect(await first).toBeUndefined();
    expect(gate.state().idleWaiting).toBe(256);
  });

  test('is given up when the gate is closed, whether it runs, waits or comes later', async () => {
    const gate = createGate(roomy);
    const started = Promise.withResolvers<void>();
    const running = gate.whenIdle(cost, (signal) => {
      started.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const waiting = gate.whenIdle(cost, async () => 'ran');
    await started.promise;
    gate.close();
    const later = gate.whenIdle(cost, async () => 'ran');
    expect(await Promise.all([running, waiting, later])).toEqual([undefined, undefined, undefined]);
  });

  test('that fails tells whoever asked for it', async () => {
    const idle = createGate(roomy).whenIdle(cost, () => Promise.reject(new Error('broken')));
    await expect(idle).rejects.toThrow('broken');
  });
});
