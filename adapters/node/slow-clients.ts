// Clients that hold a connection and let it wait: with an upload that trickles or stands still, or with an answer that
// they do not take. Whoever waits for us is left alone: a render, or a disk that is slow to take an upload.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../core/index.ts';
import { refuseOnSocket } from './refuse-on-socket.ts';

export interface Patience {
  /** In which a client may take nothing of its answer, or send less than it has to. */
  readonly idleMillis: number;
  /** Of an upload, on average over `idleMillis`. */
  readonly uploadBytesPerSecond: number;
}

export interface SlowClients {
  /** Tells of a request that will be waited for; a hit is written at once and needs no telling. */
  watch(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Whether an answer has begun on it: then nothing may be written in between. */
  isAnswering(socket: Socket): boolean;
}

export function watchSlowClients(server: Server, { idleMillis, uploadBytesPerSecond }: Patience): SlowClients {
  const answers = new WeakMap<Socket, ServerResponse>();
  // At least one byte: standing still is never fast enough.
  const least = Math.max(1, (uploadBytesPerSecond * idleMillis) / 1000);

  // Node counts a socket as idle when it has neither read nor handed on a byte for so long.
  server.setTimeout(idleMillis, (socket: Socket) => {
    const answer = answers.get(socket);
    // Nothing waits for the client, so the client waits for us.
    if (answer !== undefined && !answer.writableFinished && socket.writableLength === 0) return;
    socket.destroy();
  });

  const watchUpload = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { socket } = incoming;
    let before = socket.bytesRead;
    const look = setInterval(() => {
      const received = socket.bytesRead - before;
      before = socket.bytesRead;
      // What has come and was not read yet is ours to read; and behind the answer nobody waits for the rest.
      if (received >= least || incoming.complete || incoming.readableLength > 0 || outgoing.writableFinished) return;
      clearInterval(look);
      if (outgoing.headersSent) socket.destroy();
      else refuseOnSocket(socket, new Failure('request-timeout', 'Expected the upload to come faster.'));
    }, idleMillis);
    // Not of the request: that closes when its body has been read, and with it the interval has no more to do either.
    outgoing.once('close', () => clearInterval(look));
  };

  return {
    watch(incoming, outgoing) {
      answers.set(incoming.socket, outgoing);
      if (hasBody(incoming)) watchUpload(incoming, outgoing);
    },
    isAnswering(socket) {
      const answer = answers.get(socket);
      return answer?.headersSent === true && !answer.writableFinished;
    },
  };
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
