// What a target keeps originals and what is known of them in: files and a database of its own, or a bucket that servers share.
import type { StagedUploads } from '../bucket/staged-uploads.ts';
import type { Database } from '../database/database.ts';
import type { ImageLedger } from '../database/image-ledger.ts';
import type { MDatabase, ServedMDatabase } from '../database/m-database.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';

export interface Store {
  readonly database: Database;
  readonly mDatabase: ServedMDatabase;
  /** What a front may go by without waiting. */
  readonly confirmed: Pick<MDatabase, 'lookup'>;
  readonly ledger: ImageLedger;
  readonly pVol: PersistentVolume;
  /** Uploads in pieces, where all servers can go on with them; without it they are the target's own to keep. */
  readonly uploads?: StagedUploads;
  /** eVol with what lies behind it. */
  withResults(eVol: EphemeralVolume): EphemeralVolume;
  /** When results on their way are where they are to be, for who will not run on after an answer. */
  settled(): Promise<unknown>;
  /** For /readyz. */
  readonly warnings: readonly string[];
  /** Calls `reload` when another server has changed the configuration. */
  follow(reload: () => Promise<unknown>): Following;
  close(): Promise<void>;
}

export interface Following {
  /** Looks now. Undefined where no other server changes it. */
  readonly look?: () => Promise<unknown>;
  end(): void;
}
