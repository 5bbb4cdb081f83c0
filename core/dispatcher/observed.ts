// Counts requests: which room, which method, which status, how long until the head of the answer was there.
import type { Tell } from '../flow/tell.ts';
import type { Room } from './target.ts';

// Methods are a client's own words; those nobody answers are one.
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']);

export async function observed(
  observe: Tell,
  room: Room,
  { method }: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const started = performance.now();
  const response = await answer();
  const seconds = (performance.now() - started) / 1000;
  observe('request', { room, method: methods.has(method) ? method : 'other', status: response.status, seconds });
  return response;
}
