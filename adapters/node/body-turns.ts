// Requests with a body take turns: in each turn of the event loop one of them begins, or is read on. Each costs it a
// millisecond or more, so many that come together would make one turn of a tenth of a second, and everyone else, whose
// answer takes a hundredth of that, would wait for its end. Nothing is held from one turn to the next: whose bytes come
// slowly takes none, and so nobody's.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface BodyTurns {
  /** Begins when its turn has come, at once where nobody waits; never where the client has left by then. */
  enter(incoming: IncomingMessage, outgoing: ServerResponse, begin: () => void): void;
}

export function createBodyTurns(): BodyTurns {
  const waiting: (() => void)[] = [];
  // In this turn one has gone on already.
  let taken = false;

  const goOn = (step: () => void) => {
    taken = true;
    setImmediate(next);
    step();
  };
  const next = () => {
    const step = waiting.shift();
    if (step === undefined) taken = false;
    else goOn(step);
  };
  const inTurn = (step: () => void) => {
    if (taken) waiting.push(step);
    else goOn(step);
  };

  return {
    enter(incoming, outgoing, begin) {
      const read = incoming._read;
      // As long as it is not called the socket is left alone once 64 KiB of its bytes are here: the client has to wait.
      incoming._read = (size) => inTurn(() => read.call(incoming, size));
      inTurn(() => {
        if (!outgoing.destroyed) begin();
      });
    },
  };
}
