// The first gate: so many requests under way, whatever they want. Each holds a socket and buffers, waiting or not.
// Behind it is the gate of renders, which knows what work costs; before it are hits, which cost next to nothing.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DeliveryFields, Failure, refuse } from '../../core/index.ts';

export interface Door {
  readonly underWay: number;
  /** False when the request has been refused. */
  enter(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
}

// Whoever asks whether the server is well has to hear it most of all when it is full.
const alwaysOpen = /^\/(healthz|readyz|metrics)(\?|$)/;

export function createDoor(requests: number, deliveryFields: DeliveryFields): Door {
  let underWay = 0;
  return {
    get underWay() {
      return underWay;
    },
    enter(incoming, outgoing) {
      if (alwaysOpen.test(incoming.url ?? '')) return true;
      if (underWay >= requests) {
        shut(outgoing, deliveryFields.ofRefusal('overloaded', incoming.headers.origin, []));
        return false;
      }
      underWay += 1;
      outgoing.once('close', () => {
        underWay -= 1;
      });
      return true;
    },
  };
}

function shut(outgoing: ServerResponse, fields: Readonly<Record<string, string>>): void {
  const failure = new Failure(
    'overloaded',
    'The server has as many requests under way as it takes; try again shortly.',
  );
  const { status, headers, body } = plain(refuse(failure, fields));
  // A body that is on its way is not waited for.
  outgoing.writeHead(status, { ...headers, Connection: 'close' });
  void body.then((text) => outgoing.end(text));
}

function plain(response: Response) {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: response.text() };
}
