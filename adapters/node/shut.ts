// Refuses a request before anything was done for it, on the plain objects of node:http.
import type { ServerResponse } from 'node:http';
import { type Failure, refuse } from '../../core/index.ts';

export function shut(outgoing: ServerResponse, failure: Failure, fields?: Readonly<Record<string, string>>): void {
  const { status, headers, body } = plain(refuse(failure, fields));
  // A body that is on its way is not waited for.
  outgoing.writeHead(status, { ...headers, Connection: 'close' });
  void body.then((text) => outgoing.end(text));
}

function plain(response: Response) {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: response.text() };
}
