// Who may manage. The token comes in a header only: a query ends up in logs and in Referer.
import { Failure } from '../failure.ts';

/** Resolves for a request that carries the token; fails with `unauthorized` for every other. */
export type Access = (headers: Headers) => Promise<void>;

export function createAccess(token: string): Access {
  const expected = digestOf(token);
  return async (headers) => {
    const given = tokensIn(headers);
    const digests = await Promise.all(given.map(digestOf));
    const known = await expected;
    if (!digests.some((digest) => equal(digest, known))) {
      const expectation = 'the management token as Authorization: Bearer or X-Api-Key';
      throw new Failure('unauthorized', `Expected ${expectation} but received ${given.length ? 'another' : 'none'}.`);
    }
  };
}

// Both, because an AWS origin access control overwrites Authorization on its way.
function tokensIn(headers: Headers): string[] {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  return [bearer, headers.get('x-api-key')].filter((token): token is string => Boolean(token));
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

// Every byte is looked at, and of digests: time tells neither how much of the token was right nor how long it is.
function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < b.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
