// node:http with the front before Hono. The raw request target goes to the dispatcher as the socket gave it.
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Dispatcher, Failure, refuse } from '../../core/index.ts';
import { createBodyTurns } from './body-turns.ts';
import { clientAddress } from './client-address.ts';
import type { Door } from './door.ts';
import type { Front } from './front.ts';
import type { KnownEdge } from './known-edge.ts';
import { failureOfParser, refuseOnSocket } from './refuse-on-socket.ts';
import { hasBody, type Patience, watchSlowClients } from './slow-clients.ts';

export interface HttpServerParts {
  readonly dispatcher: Dispatcher;
  readonly front: Front;
  readonly door: Door;
  readonly edge: KnownEdge;
  /** Proxies of ours in front. */
  readonly proxies: number;
  readonly patience: Patience;
  readonly timeouts: Timeouts;
}

/** All in milliseconds. */
export interface Timeouts {
  /** From the first byte of a request to the end of its head. */
  readonly headersMillis: number;
  /** And to the end of its body; 0 is any. */
  readonly requestMillis: number;
  readonly keepAliveMillis: number;
  /** Bytes of the head of a request. */
  readonly headerBytes: number;
}

export function createHttpServer(parts: HttpServerParts): Server {
  const { dispatcher, front, door, edge, proxies, patience, timeouts } = parts;
  const server = createServer(optionsOf(timeouts));
  const slow = watchSlowClients(server, patience);
  const turns = createBodyTurns();
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
    if (refusedAsHostless(incoming) || !edge(incoming, outgoing) || front.answer(incoming, outgoing)) return;
    slow.watch(incoming, outgoing);
    if (!door.enter(incoming, outgoing)) return;
    targets.set(incoming, incoming.url ?? '');
    // The core reads the raw target and never Host. The adapter would build a URL of both, tidy it, and refuse some
    // with a bare 400; so it gets two that it can do no harm with.
    incoming.url = '/';
    incoming.headers.host = 'localhost';
    if (hasBody(incoming)) turns.enter(incoming, outgoing, () => void listener(incoming, outgoing));
    else void listener(incoming, outgoing);
  };
  server.on('request', answer);
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    continueWhenRead(incoming, outgoing);
    answer(incoming, outgoing);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || slow.isAnswering(socket)) socket.destroy();
    else refuseOnSocket(socket, failureOfParser(error));
  });
  return server;
}

function optionsOf({ headersMillis, requestMillis, keepAliveMillis, headerBytes }: Timeouts): ServerOptions {
  // Node refuses a head that may take longer than its request.
  const headersTimeout = requestMillis === 0 ? headersMillis : Math.min(headersMillis, requestMillis);
  return {
    headersTimeout,
    requestTimeout: requestMillis,
    keepAliveTimeout: keepAliveMillis,
    maxHeaderSize: headerBytes,
    // Refused by us, with a body like all others.
    requireHostHeader: false,
    // How often it looks for those that are over: a late look is one more half of what was allowed.
    connectionsCheckingInterval: Math.max(1, Math.ceil(Math.min(headersTimeout, 30_000) / 2)),
  };
}

// RFC 9112 section 3.2. The core has no use for it, but whatever stands in front may have.
function refusedAsHostless({ headers, httpVersion, socket }: IncomingMessage): boolean {
  if (headers.host !== undefined || httpVersion !== '1.1') return false;
  refuseOnSocket(socket, new Failure('bad-request', 'Expected a Host header.', { subject: 'Host' }));
  return true;
}

// RFC 9110 section 10.1.1: the client waits with its body. It is asked for it when the body is first read, so an upload
// that is refused for its token, name, length or precondition is never sent.
function continueWhenRead(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const read = incoming._read;
  let isAsked = false;
  incoming._read = (size) => {
    // Behind a final answer the adapter drains what may come: then there is nothing to ask for any more.
    if (!isAsked && !outgoing.headersSent) outgoing.writeContinue();
    isAsked = true;
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

export interface Draining {
  /** For which requests are still taken: whoever balances load needs some time to see that it should send none. */
  readonly delayMillis: number;
  /** That requests under way then have to finish in. */
  readonly graceMillis: number;
}

// A connection that is kept alive would else keep the server until it is cut.
const idleLookMillis = 25;

/** Stops accepting, lets requests under way finish, then cuts what is left. */
export async function drain(server: Server, { delayMillis, graceMillis }: Draining): Promise<void> {
  await setTimeout(delayMillis);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const look = setInterval(() => server.closeIdleConnections(), idleLookMillis);
  const cut = new AbortController();
  setTimeout(graceMillis, undefined, { signal: cut.signal }).then(
    () => server.closeAllConnections(),
    () => {},
  );
  await closed;
  clearInterval(look);
  cut.abort();
}
