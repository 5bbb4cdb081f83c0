// Refuses where there is no request to answer: what the parser could not read, or what came too slowly.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Failure, refuse } from '../../core/index.ts';

/** Writes a problem document and closes the connection behind it. */
export function refuseOnSocket(socket: Socket, failure: Failure): void {
  const { status, headers, body } = plain(refuse(failure));
  const lines = [...headers, ['Connection', 'close']].map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
  // Destroyed behind it, not only ended: a client that goes on sending would be read for as long as it likes.
  void body.then((text) => socket.end(head + text, () => socket.destroy()));
}

/** What the parser says, in our words. */
export function failureOfParser(error: NodeJS.ErrnoException): Failure {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Failure('headers-too-large', 'Expected a shorter head of the request.', {}, error);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Failure('request-timeout', 'Expected the request to come faster.', {}, error);
    default:
      return new Failure('bad-request', 'Expected a request that can be read.', {}, error);
  }
}

function plain(response: Response) {
  return { status: response.status, headers: [...response.headers], body: response.text() };
}
