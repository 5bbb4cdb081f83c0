// The first gate: so many requests under way, whatever they want. Each holds a socket and buffers, waiting or not.
// Behind it is the gate of renders, which knows what work costs; before it are hits, which cost next to nothing.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DeliveryFields, Failure } from '../../core/index.ts';
import { shut } from './shut.ts';

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
        shut(outgoing, busy(), deliveryFields.ofRefusal('overloaded', incoming.headers.origin, []));
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

function busy(): Failure {
  return new Failure('overloaded', 'The server has as many requests under way as it takes; try again shortly.');
}
