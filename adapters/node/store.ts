// Where originals and what is known of them are kept: in the data directory, or in a bucket that servers share.
import type {
  Database,
  EphemeralVolume,
  ImageLedger,
  MDatabase,
  PersistentVolume,
  ServedMDatabase,
} from '../../core/index.ts';

export interface Store {
  readonly database: Database;
  readonly mDatabase: ServedMDatabase;
  /** What a front may go by without waiting. */
  readonly confirmed: Pick<MDatabase, 'lookup'>;
  readonly ledger: ImageLedger;
  readonly pVol: PersistentVolume;
  /** eVol with what lies behind it. */
  withResults(eVol: EphemeralVolume): EphemeralVolume;
  /** For /readyz. */
  readonly warnings: readonly string[];
  /** Calls `reload` when another server has changed the configuration; answers how to end that. */
  follow(reload: () => Promise<unknown>): () => void;
  close(): Promise<void>;
}
