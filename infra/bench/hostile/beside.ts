// What others feel of a volley of uploads: their answers before it, and while it lasts.
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from '../child.ts';
import type { Order, Volleys } from '../clients/volleys.ts';
import type { Traffic } from '../open-loop.ts';

export interface Others {
  readonly hits: Traffic;
  readonly renders: Traffic | undefined;
}

export interface Felt {
  readonly quiet: Others;
  readonly busy: Others;
  readonly volleys: Volleys;
}

export const hitsPerSecond = 50;
const warmMillis = 1000;

/** `rendersPerSecond` is 0 where the server renders nothing. `begin` is called before the first volley. */
export async function feltBy(
  rendersPerSecond: number,
  order: Order,
  quietMillis: number,
  begin = () => {},
): Promise<Felt> {
  const others = await startChild(
    ['infra/bench/clients/others.ts', order.url, `${hitsPerSecond}`, `${rendersPerSecond}`],
    /ready/,
  );
  const sender = await startChild(['infra/bench/clients/volleys.ts'], /ready/);
  try {
    await during(others, () => pause(warmMillis));
    const quiet = await during(others, () => pause(quietMillis));
    begin();
    let volleys: Volleys | undefined;
    const busy = await during(others, async () => {
      volleys = JSON.parse(await sender.ask(JSON.stringify(order)));
    });
    return { quiet, busy, volleys: volleys as unknown as Volleys };
  } finally {
    await others.stop();
    await sender.stop();
  }
}

async function during(others: Child, work: () => Promise<unknown>): Promise<Others> {
  await others.ask('begin');
  await work();
  const { hits, renders } = JSON.parse(await others.ask('end'));
  return { hits: trafficOf(hits), renders: renders && trafficOf(renders) };
}

function trafficOf({ millis, statuses }: { millis: number[]; statuses: [number, number][] }): Traffic {
  return { millis, statuses: new Map(statuses) };
}
