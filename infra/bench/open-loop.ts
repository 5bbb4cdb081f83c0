// Requests at a fixed rate, whether answers come or not: a loop that waits for answers would hide that they are late.
import { Agent, get } from 'node:http';

export interface Traffic {
  /** Milliseconds from the moment a request was due to its whole answer, in ascending order. */
  readonly millis: readonly number[];
  /** How many answers had each status; 0 where there was none. */
  readonly statuses: ReadonlyMap<number, number>;
}

/**
 * Sends until `stop` fires, and waits for what is under way. `target` says what the nth request asks for, `from` where it
 * comes from: on Linux each of 127.0.0.0/8 will do, and each /24 of it is a client.
 */
export async function atRate(
  perSecond: number,
  target: (turn: number) => string,
  stop: AbortSignal,
  from = '127.0.0.1',
): Promise<Traffic> {
  const agent = new Agent({ keepAlive: true, localAddress: from });
  const millis: number[] = [];
  const statuses = new Map<number, number>();
  const under = new Set<Promise<void>>();
  const begun = performance.now();
  const send = async (url: string, due: number) => {
    const status = await statusOf(url, agent);
    millis.push(performance.now() - due);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let turn = 0; !stop.aborted; turn += 1) {
    const due = begun + (turn * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const sent = send(target(turn), due).finally(() => under.delete(sent));
    under.add(sent);
  }
  await Promise.all(under);
  agent.destroy();
  return { millis: millis.sort((a, b) => a - b), statuses };
}

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const asked = get(url, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    asked.on('error', () => resolve(0));
  });
}

export function share(values: readonly number[], of: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * of))] ?? 0;
}

export function statusesOf({ statuses }: Traffic): string {
  return [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
}
