// GET /healthz: the process answers. GET /readyz: it can do its work. Neither needs a token, neither waits for a gate.
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import type { Answer, Visit } from './visit.ts';

export interface Readiness {
  readonly ready: boolean;
  /** Why not, in words that anyone may read; empty when ready. */
  readonly reasons: readonly string[];
  /** What is amiss though the work can be done, in words that anyone may read. */
  readonly warnings?: readonly string[];
}

export function answerHealth({ request }: Pick<Visit, 'request'>): Response {
  requireMethod(request.method, ['GET', 'HEAD']);
  return jsonAnswer(200, { status: 'ok' });
}

export function createReadyRoom(ready: () => Readiness): Answer {
  return ({ request }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    const readiness = ready();
    return jsonAnswer(readiness.ready ? 200 : 503, readiness);
  };
}
