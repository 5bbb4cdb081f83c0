// Requests with a body take turns: on a real server whose dispatcher holds up the event loop for each, and step by step.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BodyTurns, createBodyTurns } from '../../../adapters/node/body-turns.ts';
import { createHttpServer, type HttpServerParts } from '../../../adapters/node/http-server.ts';

const uploads = 20;
// More than is read with the head.
const bodyBytes = 512 * 1024;

async function listening(handle: (request: Request) => Promise<Response>): Promise<number> {
  const parts = {
    dispatcher: { fetch: handle },
    front: {
      answer(incoming: IncomingMessage, outgoing: ServerResponse) {
        if (incoming.url !== '/hit') return false;
        outgoing.end('hit');
        return true;
      },
    },
    door: { enter: () => true },
    edge: () => true,
    proxies: 0,
    patience: { idleMillis: 60_000, uploadBytesPerSecond: 0 },
    timeouts: { headersMillis: 60_000, requestMillis: 0, keepAliveMillis: 60_000, headerBytes: 16_384 },
  } as unknown as HttpServerParts;
  const server = createHttpServer(parts).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function answerOf(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data');
  return chunk.toString('latin1');
}

const head = (name: string) => `PUT / HTTP/1.1\r\nHost: x\r\nX-Name: ${name}\r\nContent-Length: ${bodyBytes}\r\n\r\n`;

function busyFor(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

describe('turns of requests with a body', () => {
  it('a hit among many uploads that come together waits for a few of them at most', async () => {
    let begun = 0;
    const port = await listening(async (request) => {
      begun += 1;
      busyFor(2);
      for await (const _ of request.body as ReadableStream<Uint8Array>);
      return new Response('stored');
    });
    const clients = await Promise.all(Array.from({ length: uploads }, () => dial(port)));
    const hit = await dial(port);
    const answers = clients.map(answerOf);
    for (const client of clients) client.write(Buffer.concat([Buffer.from(head('a')), Buffer.alloc(bodyBytes)]));
    hit.write('GET /hit HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await answerOf(hit)).toContain('hit');
    expect(begun).toBeLessThan(uploads / 2);
    for (const answer of await Promise.all(answers)) expect(answer).toContain('stored');
    expect(begun).toBe(uploads);
  });

  it('a body of which nothing comes is in nobody’s way', async () => {
    const port = await listening(async (request) => {
      for await (const _ of request.body as ReadableStream<Uint8Array>);
      return new Response('stored');
    });
    for (let slow = 0; slow < 20; slow += 1) (await dial(port)).write(`${head('slow')}x`);
    const quick = await dial(port);
    quick.write(Buffer.concat([Buffer.from(head('quick')), Buffer.alloc(bodyBytes)]));
    expect(await answerOf(quick)).toContain('stored');
  });

  it('in each turn of the event loop one goes on, whoever has waited longest first', async () => {
    const turns = createBodyTurns();
    const steps: string[] = [];
    const bodies = ['a', 'b', 'c'].map((name) => enter(turns, name, steps));
    expect(steps).toEqual(['a begins']);
    for (const body of bodies) body.incoming._read(0);
    await turnOfLoop();
    expect(steps).toEqual(['a begins', 'b begins']);
    for (let turn = 0; turn < 4; turn += 1) await turnOfLoop();
    expect(steps).toEqual(['a begins', 'b begins', 'c begins', 'a is read', 'b is read', 'c is read']);
    await turnOfLoop();
    bodies[2]?.incoming._read(0);
    expect(steps.at(-1)).toBe('c is read');
    expect(steps).toHaveLength(7);
  });

  it('one whose client has left before its turn is never begun', async () => {
    const turns = createBodyTurns();
    const steps: string[] = [];
    const bodies = ['a', 'b', 'c'].map((name) => enter(turns, name, steps));
    if (bodies[1] !== undefined) bodies[1].outgoing.destroyed = true;
    for (let turn = 0; turn < 3; turn += 1) await turnOfLoop();
    expect(steps).toEqual(['a begins', 'c begins']);
  });
});

function enter(turns: BodyTurns, name: string, steps: string[]) {
  const incoming = { _read: () => steps.push(`${name} is read`) } as unknown as IncomingMessage;
  const outgoing = { destroyed: false } as ServerResponse;
  turns.enter(incoming, outgoing, () => steps.push(`${name} begins`));
  return { incoming, outgoing };
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
