// The port of resumable uploads: a protocol that receives bytes in pieces, over hours and restarts if need be, and hands
// them over when they are whole. What an upload may be is said when it is begun, and kept with it.
import type { TicketRow } from '../database/ticket-ledger.ts';
import type { Ext } from '../image/format.ts';

export interface UploadTerms extends Pick<TicketRow, 'by' | 'said' | 'replace'> {
  /** Whoever goes on with it has to be the same. */
  readonly owner: string;
  readonly realm: string;
  readonly fixed?: string;
  readonly limitBytes: number;
  readonly inputs: readonly Ext[];
}

export interface ReceivedUpload {
  /** Random; an upload that is handed over twice has the same. */
  readonly id: string;
  /** RFC 3339. */
  readonly begunAt: string;
  readonly terms: UploadTerms;
  /** What the client says beside the bytes. */
  readonly metadata: Readonly<Record<string, string | undefined>>;
}

export interface ResumableHooks {
  /** Of a new upload, before anything is received. Throws where it would be refused. */
  begin(metadata: ReceivedUpload['metadata'], byteLength: number): Promise<UploadTerms>;
  /** Who asks, for an upload that has been begun: as in its terms. */
  readonly owner: string;
  /** Whether the bytes became an image is known when it resolves; throws where they did not. */
  finish(upload: ReceivedUpload, bytes: ReadableStream<Uint8Array>): Promise<void>;
}

export interface ResumableUploads {
  /** Answers one request of the protocol. `target` is the path; the request's own URL says nothing. */
  answer(request: Request, target: string, hooks: ResumableHooks): Promise<Response>;
}
