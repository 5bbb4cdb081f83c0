// The typed view of upload tickets in the config space. As of tokens, only the digest of the secret is kept.
import type { Ext } from '../image/format.ts';
import type { UserMeta } from '../image/user-meta.ts';
import { type ConfigRows, createConfigRows } from './config-rows.ts';
import type { Database } from './database.ts';

export interface TicketRow {
  readonly id: string;
  /** SHA-256 of the secret, base64url. */
  readonly digest: string;
  /** Id of the token that it was made with. */
  readonly by: string;
  /** The name of the image; undefined where the client may choose one that begins with `prefix`, or have one made. */
  readonly name?: string;
  readonly prefix: string;
  /** Whether an image of this name may be replaced. */
  readonly replace: boolean;
  /** Undefined where only the server's own limits hold. */
  readonly maxBytes?: number;
  readonly types?: readonly Ext[];
  /** Where its bytes are put into the store itself, and only then become an image. */
  readonly direct?: { readonly byteLength: number; readonly digest?: string | undefined };
  /** Said of the image whatever its uploader says. */
  readonly said: Partial<UserMeta>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type TicketLedger = ConfigRows<TicketRow>;

export function createTicketLedger(database: Database): TicketLedger {
  return createConfigRows(database, 'ticket.');
}
