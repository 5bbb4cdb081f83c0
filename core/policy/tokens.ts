// The tokens that have been made, in RAM: a request is judged without disk. pDatabase is changed first.
import type { TokenLedger, TokenRow } from '../database/token-ledger.ts';
import { Failure } from '../failure.ts';
import type { Principal, Scope } from './principal.ts';

export type TokenInfo = Omit<TokenRow, 'digest'>;

export interface NewToken {
  readonly scopes: readonly Scope[];
  readonly prefix: string;
  readonly label: string;
  /** Whole seconds; undefined where it does not expire. */
  readonly expiresIn?: number;
}

export interface Tokens {
  /** What a secret of this digest opens; undefined where there is no such token, or not any more. */
  find(digest: string): Principal | undefined;
  list(): readonly TokenInfo[];
  /** The secret is not to be had again. Fails with `bad-request` where there are too many. */
  create(asked: NewToken): Promise<{ readonly info: TokenInfo; readonly secret: string }>;
  /** Reads all of them again, where others make and revoke them too. */
  reload(): Promise<void>;
  /** Fails with `not-found`. */
  revoke(id: string): Promise<void>;
}

// All are looked up in RAM and listed in one answer.
const mostTokens = 10_000;
const idBytes = 6;
const secretBytes = 24;

/** `clock` is in milliseconds since the epoch. */
export async function openTokens(ledger: TokenLedger, clock: () => number): Promise<Tokens> {
  const read = async () => new Map((await ledger.list()).map((row) => [row.digest, row]));
  let byDigest = await read();
  const isOver = ({ expiresAt }: TokenRow) => expiresAt !== undefined && expiresAt <= clock();

  return {
    find(digest) {
      const row = byDigest.get(digest);
      return row === undefined || isOver(row) ? undefined : (row as Principal & TokenRow);
    },

    list: () => [...byDigest.values()].map(infoOf),

    async create({ expiresIn, ...asked }) {
      if (byDigest.size >= mostTokens) {
        throw new Failure('bad-request', `Expected at most ${mostTokens} tokens; revoke those that are not used.`);
      }
      const createdAt = clock();
      const secret = `img_${randomText(secretBytes)}`;
      const row: TokenRow = {
        ...asked,
        id: randomText(idBytes),
        digest: await digestOf(secret),
        createdAt,
        ...(expiresIn !== undefined && { expiresAt: createdAt + expiresIn * 1000 }),
      };
      await ledger.put(row);
      byDigest.set(row.digest, row);
      return { info: infoOf(row), secret };
    },

    async reload() {
      byDigest = await read();
    },

    async revoke(id) {
      const row = [...byDigest.values()].find((one) => one.id === id);
      if (row === undefined) throw new Failure('not-found', 'There is no such token.', { subject: 'id' });
      // In RAM first: whatever becomes of the commit, nobody is let in by it any more.
      byDigest.delete(row.digest);
      await ledger.remove([id]);
    },
  };
}

/** By which a secret is found: looking a digest up tells by its time nothing of the secret. Base64url. */
export async function digestOf(secret: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))));
}

function infoOf({ digest: _, ...info }: TokenRow): TokenInfo {
  return info;
}

/** So many random bytes, as base64url. */
export function randomText(length: number): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(length)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
