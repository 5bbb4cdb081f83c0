// The typed view of the tokens in the config space: what each may do, and the digest of its secret. The secret itself
// is told once, when it is made, and kept nowhere.
import { type ConfigRows, createConfigRows } from './config-rows.ts';
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

export type TokenLedger = ConfigRows<TokenRow>;

export function createTokenLedger(database: Database): TokenLedger {
  return createConfigRows(database, 'token.');
}
