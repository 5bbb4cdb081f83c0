// CS-14: many clients want one name at the same moment, each with bytes of its own. Of those who ask for a new name
// one wins; of those who replace the same version one does; and whoever wins, the bytes are one client's, never a mixture.
import { sha256 } from '../support/bytes.ts';
import type { CheckedFigures } from './figures.ts';
import type { ServedClient } from './served-client.ts';
import { tinyPng } from './tiny-png.ts';

export interface SameKeyPlan {
  readonly client: ServedClient;
  readonly clients: number;
  readonly rounds: number;
  readonly seed: number;
}

type Race = 'new' | 'same-version' | 'whoever';

export async function sameKeyFigures({ client, clients, rounds, seed }: SameKeyPlan): Promise<CheckedFigures> {
  const faults: string[] = [];
  let acknowledged = 0;
  let serial = seed * 1000;
  const race = async (name: string, kind: Race): Promise<void> => {
    const conditions = await conditionsOf(client, name, kind);
    const entries = await Promise.all(
      Array.from({ length: clients }, async () => {
        const bytes = tinyPng(serial++, 2000);
        return { digest: sha256(bytes), status: await client.put(name, bytes, conditions) };
      }),
    );
    acknowledged += entries.filter(({ status }) => status < 300).length;
    const { status, bytes } = await client.get(`/original/${name}`);
    const found = status === 200 ? sha256(bytes) : `status ${status}`;
    faults.push(...faultsOfRace(kind, entries, found).map((fault) => `${name}, ${kind}: ${fault}`));
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of ['new', 'same-version', 'whoever'] as const) await race(`raced-${round}.png`, kind);
  }
  return {
    id: 'CS-14',
    what: 'races for one name',
    cycles: rounds * 3,
    acknowledged,
    lost: faults.length,
    resurrected: 0,
    beside: `${clients} clients a race; one winner in each of ${rounds} for a new name and ${rounds} for the same version`,
    faults,
  };
}

export interface Entry {
  readonly digest: string;
  readonly status: number;
}

export function faultsOfRace(kind: Race, entries: readonly Entry[], found: string): string[] {
  const winners = entries.filter(({ status }) => status === 200 || status === 201);
  const others = entries.filter(({ status }) => status !== 200 && status !== 201 && status !== 412);
  const isOne = kind === 'whoever' ? winners.length === entries.length : winners.length === 1;
  return [
    ...(isOne ? [] : [`${winners.length} of ${entries.length} won`]),
    ...others.map(({ status }) => `an answer ${status}`),
    ...(winners.some(({ digest }) => digest === found) ? [] : [`what is there is no winner's: ${found}`]),
  ];
}

async function conditionsOf(client: ServedClient, name: string, kind: Race): Promise<Record<string, string>> {
  if (kind === 'new') return { 'if-none-match': '*' };
  if (kind === 'whoever') return {};
  return { 'if-match': (await client.get(`/api/images/${name}`)).etag };
}
