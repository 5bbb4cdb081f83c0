// The answer to everything that was thrown: a problem document for the client, the original for the log.
import type { Refusal } from '../dialect/dialect.ts';
import { Failure } from '../failure.ts';
import { noStore } from '../policy/cache-control.ts';
import type { Fields } from './delivery-fields.ts';
import { guardHeaders } from './guard-headers.ts';
import { loggedPath } from './logged-path.ts';
import { failureOf, problemBody, problems } from './problem.ts';
import type { Visit } from './visit.ts';

// Whole seconds, and not the same for all: who was refused together should not come back together.
const longestRetrySeconds = 5;

/** Of the management API and the health rooms: no cache keeps what they refuse. */
export const unkept: Fields = { ...guardHeaders, 'Cache-Control': noStore };

/**
 * `fields` are what the answers of its room have in common: of delivery, DeliveryFields.ofRefusal. `as` is how a dialect
 * refuses.
 */
export function refuse(failure: Failure, fields: Fields = unkept, as: Refusal = problems[failure.code]): Response {
  const { status, body: own } = as;
  const body = new TextEncoder().encode(own?.text ?? problemBody(failure, status));
  const described = {
    'Content-Type': own?.mediaType ?? 'application/problem+json',
    'Content-Length': String(body.byteLength),
  };
  return new Response(body, { status, headers: { ...fields, ...described, ...headersOf(failure) } });
}

/** What was thrown during a visit, told where it is not the request's own fault. */
export function failureOfVisit(thrown: unknown, { target, signal, tell }: Visit): Failure {
  const failure = failureOf(thrown);
  if (problems[failure.code].status < 500 || isShed(failure) || isElsewhere(failure)) return failure;
  // Whatever breaks after the client went away most likely broke because of it, and nobody reads the answer.
  const path = loggedPath(target);
  if (failure.code === 'aborted' || signal().aborted) {
    // Clients leave all the time; a stack for each would bury what matters.
    tell('dispatcher.abort', { path });
    return new Failure('aborted', 'The request was given up before its answer was ready.', {}, thrown);
  }
  tell('dispatcher.fail', { path, code: failure.code, error: thrown });
  return failure;
}

// Refused before anything was done for it. A flood must not fill the log, nor cost a line each: the gate counts them.
function isShed({ code, cause }: Failure): boolean {
  return code === 'overloaded' && cause === undefined;
}

// Another server's fault: told once where it was asked, and not for everyone who hears of it.
function isElsewhere({ code }: Failure): boolean {
  return code === 'bad-source' || code === 'source-timeout';
}

function headersOf({ code, detail }: Failure): Fields {
  switch (code) {
    case 'unauthorized':
      return { 'WWW-Authenticate': 'Bearer realm="imageserver"' };
    case 'method-not-allowed':
      return { Allow: detail.allow?.join(', ') ?? '' };
    case 'range-not-satisfiable':
      return { 'Content-Range': `bytes */${detail.limit}` };
    case 'too-many-requests':
    case 'overloaded':
    case 'timeout':
      return { 'Retry-After': String(1 + Math.floor(Math.random() * longestRetrySeconds)) };
    default:
      return {};
  }
}
