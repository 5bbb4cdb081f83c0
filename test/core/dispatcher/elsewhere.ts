// A house, another server on loopback whose answers a test writes, and a clock that a test moves.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMemoryVolume } from '../../../core/index.ts';
import { fetchFrom, otherServer } from '../../adapters/sources/http/other-server.ts';
import { type HouseConfig, openHouse } from './house.ts';

export type OtherAnswer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ElsewhereConfig extends HouseConfig {
  /** That a fetch may take. */
  readonly millis?: number;
  /** That IMG_SOURCES allows, on the other server's port. */
  readonly host?: string;
}

export async function openElsewhere(
  answer: OtherAnswer,
  { millis = 20_000, host = 'images.example', ...config }: ElsewhereConfig = {},
) {
  const state = { answer, now: Date.now() };
  const server = await otherServer((request, response) => {
    // Its clock is not the test's.
    response.sendDate = false;
    state.answer(request, response);
  });
  const rules = [{ scheme: 'http:', host, below: false, port: String(server.port) } as const];
  const house = await openHouse({
    fetchSource: fetchFrom([server.port], { millis }),
    eVol: createMemoryVolume({ capacityBytes: 64 * 1024 * 1024 }),
    clock: () => state.now,
    ...config,
    remote: { rules, ...config.remote },
  });
  const url = `http://images.example:${server.port}/a.jpg`;
  return {
    house,
    server,
    rules,
    url,
    /** From now on it answers like this. */
    turn(next: OtherAnswer) {
      state.answer = next;
    },
    pass(seconds: number) {
      state.now += seconds * 1000;
    },
    show: (options = 'w=8', source = url) => house.get(`/img/${options}/${source}`),
  };
}

export function giving(bytes: Uint8Array, headers: Record<string, string> = {}): OtherAnswer {
  return (_, response) => void response.writeHead(200, headers).end(bytes);
}

export function saying(status: number, headers: Record<string, string> = {}): OtherAnswer {
  return (_, response) => void response.writeHead(status, headers).end();
}
