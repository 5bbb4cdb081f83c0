// A target as its clients see it: an address and a token. What a case asks with, and what it is given.
import { type RawAnswer, type RawRequest, rawRequest } from '../../support/raw-request.ts';

export interface RunningTarget {
  readonly url: string;
  readonly token: string;
  stop(): Promise<unknown>;
  /** How many files and sockets the server has open; absent where nobody can look. */
  descriptors?(): number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The body read as JSON. */
  json(): Readonly<Record<string, unknown>>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | FormData | undefined;
}

export interface Client {
  readonly running: RunningTarget;
  ask(target: string, ask?: Ask): Promise<Answer>;
  /** The same with the token. */
  manage(target: string, ask?: Ask): Promise<Answer>;
  /** Stores under a name that the test has to itself. */
  put(name: string, bytes: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The target as it stands, untidied. */
  raw(target: string, request?: RawRequest): Promise<RawAnswer>;
}

export interface Target {
  /** Unsigned URLs may ask for anything here. */
  readonly open: Client;
  /** Here they may ask for nothing. */
  readonly closed: Client;
  /** What it makes for who takes it, besides the formats that everybody takes; the best first. */
  readonly negotiates: readonly string[];
}

export type Cases = Readonly<Record<string, (target: Target) => Promise<void>>>;

export function clientOf(running: RunningTarget): Client {
  const port = Number(new URL(running.url).port);
  const ask = async (target: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> => {
    const sent = body === undefined ? {} : { body: body as string };
    const answer = await fetch(running.url + target, { method, headers: { ...headers }, redirect: 'manual', ...sent });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      json: () => JSON.parse(new TextDecoder().decode(bytes)),
    };
  };
  const manage: Client['manage'] = (target, asked = {}) =>
    ask(target, { ...asked, headers: { authorization: `Bearer ${running.token}`, ...asked.headers } });
  return {
    running,
    ask,
    manage,
    put: (name, body, headers = {}) => manage(`/api/images/${name}`, { method: 'PUT', body, headers }),
    raw: (target, request) => rawRequest(port, target, request),
  };
}
