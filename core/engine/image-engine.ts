// The port behind which pixels are made. Drivers translate their library's errors to Failure.
import type { Failure } from '../failure.ts';
import type { Ext } from '../image/format.ts';
import type { Shape } from '../image/shape.ts';
import type { OpOf, PixelOp } from './op.ts';
import type { EncodeOp } from './ops/encode.ts';
import type { Area } from './ops/redact.ts';

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
  /** `#rrggbb` of the commonest colour; '' where no pixel can be seen. */
  readonly dominantColor: string;
}

/**
 * Which frames of an animation, or page of a TIFF, are worked on: all others are dropped before anything else happens.
 * `from` counts from 0; without `count`, all that follow. Of a file that is no animation, 'all' is its first page.
 */
export type FrameChoice = 'all' | 'first' | { readonly from: number; readonly count?: number };

export interface RenderTask {
  readonly source: EngineSource;
  readonly frames: FrameChoice;
  readonly ops: readonly PixelOp[];
  readonly encode: EncodeOp;
  /** Sources of the images that operations lay over the picture. */
  readonly images?: readonly MarkSource[];
  /** Takes long: where an engine can, it lets other work go first. */
  readonly dear?: boolean;
}

export interface MarkSource {
  /** What an operation calls it. */
  readonly version: string;
  readonly source: EngineSource;
}

/** Where a picture is, within its border, after `ops`; all of it without `trim`. */
export interface BoundsTask extends Omit<RenderTask, 'encode'> {
  readonly trim?: OpOf<'trim'>;
}

export interface Bounds extends Area {
  /** Of the frame or page as it is encoded. */
  readonly source: Pick<Shape, 'width' | 'height' | 'orientation' | 'alpha'>;
}

/** The encoded result with its true size, of one frame. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels that an engine has handed out: 8-bit sRGB, one frame, rows without padding. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  /** Bands: grey or RGB, each with alpha or without. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly bytes: Uint8Array;
}

/** Hand out the pixels themselves, for tasks to come. */
export interface KeepOp {
  readonly op: 'keep';
}

export interface BatchOutput {
  readonly ops: readonly PixelOp[];
  readonly encode: EncodeOp | KeepOp;
  /** Fires when nobody waits for it any more: then it is not begun, and told as `aborted`. What has begun ends. */
  readonly unwanted?: AbortSignal | undefined;
}

/** Several results of one source. */
export interface RenderBatch {
  /** With pixels, `ops` are what is still to be done to them. */
  readonly source: EngineSource | RawPixels;
  readonly frames: FrameChoice;
  /** At least one. What lists have in common up to a shrink or a hold is carried out once. */
  readonly outputs: readonly BatchOutput[];
  /** As a task's. */
  readonly images?: readonly MarkSource[];
  readonly dear?: boolean;
}

/** `bytes` are a RawPixels' where `channels` is there. */
export type Made = Rendered & { readonly channels?: RawPixels['channels'] };

export interface ImageEngine {
  /** Names engine and codec versions: part of every result key, so an upgrade never mixes bytes. */
  readonly mark: string;
  /**
   * Decodes every pixel of the source once; `dear` as of a task.
   * Fails with `unsupported-type` (not this format, or a format that is switched off), `corrupt-image`, `over-limit`.
   */
  probe(source: EngineSource, signal?: AbortSignal, dear?: boolean): Promise<Probe>;
  /** Fails like `probe`, and with `timeout`, `aborted` or `overloaded`. An abort frees the renderer. */
  render(task: RenderTask, signal?: AbortSignal): Promise<Rendered>;
  /**
   * Tells `made` of each output once, by its place in the list, as soon as it is there: what was made of it or how it
   * failed. The bytes of an output are those that `render` gives. Fails as a whole where all that is left would fail
   * (source, abort, end of the renderer); the deadline is that of one output.
   */
  renderBatch(
    batch: RenderBatch,
    made: (place: number, result: Made | Failure) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * The smallest rectangle that holds all that is not border, in all frames; the whole picture where nothing is.
   * Without the trim's `keep`. Fails as `render` does.
   */
  bounds(task: BoundsTask, signal?: AbortSignal): Promise<Bounds>;
  /** Ends what the engine holds; tasks under way fail with `aborted`. May be called twice. */
  close(): Promise<void>;
}
