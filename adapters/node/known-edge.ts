// A server behind an edge of ours answers that edge only: whoever finds its address would get past what the edge refuses,
// and pay nothing for what the edge keeps.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../../core/index.ts';
import { shut } from './shut.ts';

// Probes come from the machine that it runs on.
const open = /^\/(healthz|readyz)(\?|$)/;

/** False where the request has been refused. Everyone is let in where there is no secret. */
export type KnownEdge = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

export function createKnownEdge(secret: string): KnownEdge {
  if (secret === '') return () => true;
  const expected = Buffer.from(secret);
  return ({ headers, url = '' }, outgoing) => {
    const shown = Buffer.from(String(headers['x-origin-secret'] ?? ''));
    if (shown.length === expected.length && timingSafeEqual(shown, expected)) return true;
    if (open.test(url)) return true;
    shut(outgoing, new Failure('forbidden', 'This server is reached through its edge only.'));
    return false;
  };
}
