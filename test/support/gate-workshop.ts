// Work for a gate: it begins and ends where a test says so.
import type { Claim, Gate, GateLimits } from '../../core/flow/gate.ts';

export const never = 2 ** 30;
export const roomy: GateLimits = { slots: 2, spare: 1, queue: 100, waitMillis: never, burstMillis: 0, bytes: 1000 };
export const small: Claim = { bytes: 1, dear: false, client: 'a' };

function openWork() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, finish: resolve };
}

/** Work that says when it begins and ends when it is told to. */
export function workshop(gate: Gate) {
  const begun: string[] = [];
  const finishers = new Map<string, () => void>();
  const ask = (name: string, claim: Partial<Claim> = {}, signal?: AbortSignal) => {
    const { work, finish } = openWork();
    finishers.set(name, finish);
    return gate.run(
      { ...small, ...claim },
      () => {
        begun.push(name);
        return work();
      },
      signal,
    );
  };
  const finish = async (name: string) => {
    finishers.get(name)?.();
    await settled();
  };
  return { begun, ask, finish };
}

export const settled = () => new Promise((resolve) => setTimeout(resolve));
