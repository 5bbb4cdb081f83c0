// A server that answers as a test says, and remembers what it was asked: what an edge does in front of it is seen here.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Before it begins to answer. */
  readonly delayMillis?: number;
  /** Ends the connection instead. */
  readonly gone?: true;
}

export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedOrigin {
  readonly url: string;
  /** From now on, for all targets that begin with this; the longest prefix counts. */
  say(prefix: string, answer: Scripted | ((seen: Seen) => Scripted)): void;
  /** What was asked of targets that begin with this. */
  seen(prefix: string): readonly Seen[];
  close(): Promise<void>;
}

export async function startScriptedOrigin(): Promise<ScriptedOrigin> {
  const answers = new Map<string, Scripted | ((seen: Seen) => Scripted)>();
  const asked: Seen[] = [];
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url: target = '', headers } = incoming;
    const seen = { method, target, headers, body: await textOf(incoming) };
    asked.push(seen);
    const fitting = [...answers].filter(([prefix]) => target.startsWith(prefix));
    const [, said = { status: 404 }] = fitting.sort(([a], [b]) => b.length - a.length)[0] ?? [];
    const {
      status = 200,
      headers: fields = {},
      body = '',
      delayMillis = 0,
      gone,
    } = typeof said === 'function' ? said(seen) : said;
    await setTimeout(delayMillis);
    if (gone) return void incoming.socket.destroy();
    const length = status === 304 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    outgoing.writeHead(status, { ...length, ...fields }).end(method === 'HEAD' ? '' : body);
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    say: (prefix, said) => answers.set(prefix, said),
    seen: (prefix) => asked.filter(({ target }) => target.startsWith(prefix)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
