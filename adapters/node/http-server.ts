// node:http with the front before Hono. The raw request target goes to the dispatcher as the socket gave it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Dispatcher, Failure, refuse } from '../../core/index.ts';
import { clientAddress } from './client-address.ts';
import type { Door } from './door.ts';
import type { Front } from './front.ts';

export interface HttpServerParts {
  readonly dispatcher: Dispatcher;
  readonly front: Front;
  readonly door: Door;
  /** Proxies of ours in front. */
  readonly proxies: number;
}

export function createHttpServer({ dispatcher, front, door, proxies }: HttpServerParts): Server {
  const targets = new WeakMap<IncomingMessage, string>();
  const listener = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings as HttpBindings;
      const target = targets.get(incoming);
      const address = () => clientAddress(incoming, proxies);
      return dispatcher.fetch(request, target === undefined ? { address } : { target, address });
    },
    { errorHandler: refuseUnreadable },
  );
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (front.answer(incoming, outgoing)) return;
    if (!door.enter(incoming, outgoing)) return;
    targets.set(incoming, incoming.url ?? '');
    // The core reads the raw target and never Host. The adapter would build a URL of both, tidy it, and refuse some
    // with a bare 400; so it gets two that it can do no harm with.
    incoming.url = '/';
    incoming.headers.host = 'localhost';
    void listener(incoming, outgoing);
  };
  return createServer(answer).on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    continueWhenRead(incoming, outgoing);
    answer(incoming, outgoing);
  });
}

// RFC 9110 section 10.1.1: the client waits with its body. It is asked for it when the body is first read, so an upload
// that is refused for its token, name, length or precondition is never sent.
function continueWhenRead(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const read = incoming._read;
  incoming._read = (size) => {
    incoming._read = read;
    // Behind a final answer the adapter drains what may come: then there is nothing to ask for any more.
    if (!outgoing.headersSent) outgoing.writeContinue();
    read.call(incoming, size);
  };
}

// What the adapter cannot make a Request of never reaches the dispatcher, and its own words stay here.
function refuseUnreadable(error: unknown): Response {
  return refuse(new Failure('bad-request', 'Expected a request that can be read.', {}, error));
}

/** Resolves with the port once it listens; rejects when the address cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Stops accepting, lets requests under way finish for `graceMillis`, then cuts what is left. */
export async function drain(server: Server, graceMillis: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMillis);
  await closed;
  clearTimeout(cut);
}
