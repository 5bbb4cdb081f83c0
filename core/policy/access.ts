// Who may manage. The token comes in a header only: a query ends up in logs and in Referer.
import { Failure } from '../failure.ts';
import { createFailureRate } from '../flow/failure-rate.ts';
import type { Principal } from './principal.ts';
import { digestOf, type Tokens } from './tokens.ts';

/**
 * Answers whom the request's token stands for. Fails with `unauthorized` for every other, and with
 * `too-many-requests` for a client that has failed too often of late: a right token is let in all the same.
 */
export type Access = (headers: Headers, client: () => string) => Promise<Principal>;

export interface AccessParts {
  /** Of the server's owner: may all. None where it is ''. */
  readonly token: string;
  /** Those that have been made. */
  readonly tokens: Pick<Tokens, 'find'>;
}

const owner: Principal = { id: 'owner', scopes: ['admin'], prefix: '' };

// A person who mistypes is not slowed down; a program that guesses is, and its log lines with it.
const failures = { most: 20, millis: 60_000, clients: 10_000 } as const;

export function createAccess({ token, tokens }: AccessParts): Access {
  const expected = token === '' ? Promise.resolve(undefined) : digestOf(token);
  const rate = createFailureRate(failures);
  return async (headers, client) => {
    const given = tokensIn(headers);
    const ownDigest = await expected;
    for (const digest of await Promise.all(given.map(digestOf))) {
      // Digests are compared, so that time tells nothing of how much of a token was right.
      const found = digest === ownDigest ? owner : tokens.find(digest);
      if (found !== undefined) return found;
    }
    if (given.length > 0 && rate.note(client())) {
      throw new Failure(
        'too-many-requests',
        'Too many requests with wrong tokens have come from you; try again later.',
      );
    }
    const expectation = 'the management token as Authorization: Bearer or X-Api-Key';
    throw new Failure('unauthorized', `Expected ${expectation} but received ${given.length ? 'another' : 'none'}.`);
  };
}

// Both, because an AWS origin access control overwrites Authorization on its way.
function tokensIn(headers: Headers): string[] {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  return [bearer, headers.get('x-api-key')].filter((token): token is string => Boolean(token));
}
