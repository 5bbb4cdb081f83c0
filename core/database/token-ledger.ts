// The typed view of the tokens in the config space: what each may do, and the digest of its secret. The secret itself
// is told once, when it is made, and kept nowhere.
import type { Database } from './database.ts';

export interface TokenRow {
  readonly id: string;
  /** SHA-256 of the secret, base64url: it has 192 random bits, so there is nothing to guess that salt or time would protect. */
  readonly digest: string;
  readonly scopes: readonly string[];
  readonly prefix: string;
  /** What it is for, in its owner's words. */
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Undefined where it does not expire. */
  readonly expiresAt?: number;
}

export interface TokenLedger {
  /** In the order of their ids. */
  list(): Promise<readonly TokenRow[]>;
  /** Durable when it resolves. */
  put(row: TokenRow): Promise<void>;
  /** Durable when it resolves. */
  remove(id: string): Promise<void>;
}

const prefix = 'token.';
const pageLength = 500;

export function createTokenLedger(database: Database): TokenLedger {
  return {
    async list() {
      const found: TokenRow[] = [];
      for (let after = ''; ; ) {
        const rows = await database.scan('config', { prefix, after, limit: pageLength });
        found.push(...rows.map(({ value }) => JSON.parse(value) as TokenRow));
        if (rows.length < pageLength) return found;
        after = rows.at(-1)?.key as string;
      }
    },
    put: (row) => database.commit([{ space: 'config', key: `${prefix}${row.id}`, value: JSON.stringify(row) }]),
    remove: (id) => database.commit([{ space: 'config', key: `${prefix}${id}`, value: undefined }]),
  };
}
