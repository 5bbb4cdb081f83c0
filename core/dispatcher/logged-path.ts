// The path of a target as a log may have it: without its query, which may hold a signature, and without a ticket, which
// would let in whoever reads the log.
import type { Target } from './target.ts';

export function loggedPath({ raw, room }: Target): string {
  const path = raw.split('?', 1)[0] as string;
  return room === 'ticket' || room === 'resumable' ? path.replace(/[^/]*$/, '…') : path;
}
