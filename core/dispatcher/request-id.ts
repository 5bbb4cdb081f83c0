// What joins a line of the log to the answer that a client shows: the id that a proxy or the client has given the request
// already (`X-Request-Id`), or one of our own.
import type { Tell } from '../flow/tell.ts';

const requestIdField = 'X-Request-Id';

// It is written to logs and given back as a field: nothing in it may mean anything there.
const plain = /^[\w.:+/=@-]{1,128}$/;

export interface ToldOfRequest {
  /** Every event with the id of the request, as `request`. */
  readonly tell: Tell;
  /** Where something was told, the answer names the id. Others do not: a cache would give it to everyone. */
  marked(response: Response): Response;
}

export function toldOfRequest({ headers }: Request, tell: Tell): ToldOfRequest {
  let id: string | undefined;
  const ofRequest = (): string => {
    const given = headers.get(requestIdField);
    id ??= given !== null && plain.test(given) ? given : crypto.randomUUID();
    return id;
  };
  return {
    tell: (event, fields) => tell(event, { request: ofRequest(), ...fields }),
    marked(response) {
      if (id !== undefined) response.headers.set(requestIdField, id);
      return response;
    },
  };
}
