// What the frames between parent and child say.

import { Failure } from '../../../core/failure.ts';
import type {
  Bounds,
  BoundsTask,
  FailureCode,
  FailureDetail,
  Made,
  Probe,
  RenderBatch,
  RenderTask,
} from '../../../core/index.ts';
import type { SentMark, SentSource } from './sent-sources.ts';

export type Call =
  | { readonly call: 'probe' }
  | { readonly call: 'render'; readonly task: Omit<RenderTask, 'source' | 'images'> }
  | { readonly call: 'bounds'; readonly task: Omit<BoundsTask, 'source' | 'images'> }
  | { readonly call: 'batch'; readonly batch: Omit<RenderBatch, 'source' | 'images'> };

/** The bytes of its sources are the frame's body. */
export type Request = Call & { readonly source: SentSource; readonly images: readonly SentMark[] };

/** That nobody waits any more for this output of the batch under way. */
export interface Drop {
  readonly drop: number;
}

export type Reply =
  | { readonly ready: string }
  | { readonly probe: Probe }
  | { readonly bounds: Bounds }
  /** The rendered bytes are the frame's body. */
  | { readonly width: number; readonly height: number }
  /** All outputs of a batch have been answered. */
  | { readonly done: true }
  | { readonly failure: SentFailure };

/** One output of a batch; its bytes are the frame's body. More frames follow. */
export type PartReply =
  | ({ readonly place: number } & Omit<Made, 'bytes'>)
  | { readonly place: number; readonly failure: SentFailure };

export interface Answer {
  readonly reply: Reply;
  /** What the child held in memory before it began with the task. */
  readonly rssBytes: number;
  readonly body: Uint8Array;
}

interface SentFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly detail: FailureDetail;
  readonly cause: string;
}

export function sendable(error: unknown): SentFailure {
  const { code, message, detail, cause } =
    error instanceof Failure ? error : new Failure('internal', 'The image could not be rendered.', {}, error);
  return { code, message, detail, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
}

export function received({ code, message, detail, cause }: SentFailure): Failure {
  return new Failure(code, message, detail, cause);
}
