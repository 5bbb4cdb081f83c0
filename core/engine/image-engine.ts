// The port behind which pixels are made. Drivers translate their library's errors to Failure.
import type { Ext } from '../image/format.ts';
import type { Shape } from '../image/shape.ts';
import type { PixelOp } from './op.ts';
import type { EncodeOp } from './ops/encode.ts';

/** How an engine gets at the encoded bytes. */
export interface EngineSource {
  /** From the magic bytes; an engine decodes with this format's decoder or refuses. */
  readonly ext: Ext;
  readonly byteLength: number;
  /** SHA-256 of the bytes, 64 lower-case hex characters, where it is known: what ends a renderer is remembered by it. */
  readonly digest?: string;
  /** What a probe of the same bytes has found: may spare an engine looking at their header again. */
  readonly shape?: Shape;
  /** A local file with the same bytes, where the volume has one: spares handing them between processes. */
  readonly path?: string;
  /** Reads all bytes. Called at most once a task, and not at all where `path` is used. */
  bytes(): Promise<Uint8Array>;
}

/** What an engine finds in a source it has decoded completely. */
export interface Probe extends Shape {
  readonly frames: number;
  /** Base64. */
  readonly thumbhash: string;
}

export interface RenderTask {
  readonly source: EngineSource;
  /** 'first' drops all frames but the first before anything else happens. */
  readonly frames: 'all' | 'first';
  readonly ops: readonly PixelOp[];
  readonly encode: EncodeOp;
}

/** The encoded result with its true size, of one frame. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface ImageEngine {
  /** Names engine and codec versions: part of every result key, so an upgrade never mixes bytes. */
  readonly mark: string;
  /**
   * Decodes every pixel of the source once.
   * Fails with `unsupported-type` (not this format, or a format that is switched off), `corrupt-image`, `over-limit`.
   */
  probe(source: EngineSource, signal?: AbortSignal): Promise<Probe>;
  /** Fails like `probe`, and with `timeout`, `aborted` or `overloaded`. An abort frees the renderer. */
  render(task: RenderTask, signal?: AbortSignal): Promise<Rendered>;
  /** Ends what the engine holds; tasks under way fail with `aborted`. May be called twice. */
  close(): Promise<void>;
}
