// Requests at a fixed rate, whether answers come or not: a loop that waits for answers would hide that they are late.

export interface Traffic {
  /** Milliseconds from the moment a request was due to its whole answer, in ascending order. */
  readonly millis: readonly number[];
  /** How many answers had each status; 0 where there was none. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Sends until `stop` fires, and waits for what is under way. `target` says what the nth request asks for. */
export async function atRate(perSecond: number, target: (turn: number) => string, stop: AbortSignal): Promise<Traffic> {
  const millis: number[] = [];
  const statuses = new Map<number, number>();
  const under = new Set<Promise<void>>();
  const begun = performance.now();
  const send = async (url: string, due: number) => {
    const status = await fetch(url).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
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
  return { millis: millis.sort((a, b) => a - b), statuses };
}

export function share(values: readonly number[], of: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * of))] ?? 0;
}

export function statusesOf({ statuses }: Traffic): string {
  return [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
}
