import { describe, expect, test } from 'vitest';
import { withDeadline } from '../../../core/flow/deadline.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
const alive = new AbortController().signal;

describe('a deadline', () => {
  test('work that is done in time gives its value', async () => {
    expect(await withDeadline(2 ** 30, alive, async () => 'done')).toBe('done');
  });

  test('work that takes longer is told to stop and fails with timeout, however it words its end', async () => {
    await expect(withDeadline(1, alive, untilAborted)).rejects.toMatchObject({ code: 'timeout', detail: { limit: 1 } });
    const reworded = (signal: AbortSignal) => untilAborted(signal).catch(() => Promise.reject(new Error('killed')));
    await expect(withDeadline(1, alive, reworded)).rejects.toMatchObject({ code: 'timeout' });
  });

  test('work in parts has the time for each of them', async () => {
    const parts = async (signal: AbortSignal, restart: () => void) => {
      for (let part = 0; part < 4; part += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        signal.throwIfAborted();
        restart();
      }
      return 'done';
    };
    expect(await withDeadline(1200, alive, parts)).toBe('done');
  });

  test('work that is given up by its caller fails with the caller’s reason', async () => {
    const caller = new AbortController();
    const waiting = withDeadline(2 ** 30, caller.signal, untilAborted);
    caller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
  });

  test('work that fails by itself keeps its failure', async () => {
    await expect(withDeadline(2 ** 30, alive, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
