// What is asked of a child, in a form that can be asked once more of another when the first one has ended under it.
import type { EngineSource, ImageEngine, Made, RawPixels, RenderBatch } from '../../../core/index.ts';
import { type Call, type Request, received } from './messages.ts';
import type { OnPart } from './renderer.ts';

export interface Job {
  /** Of the source, where it is known. */
  readonly digest: string | undefined;
  /** What is left to do. */
  request(): Request;
  /** A source is read once, however often the task is tried, and not at all where the child reads it by its path. */
  bytes(): Promise<Uint8Array | undefined>;
  readonly onPart?: OnPart;
}

export function jobOf(call: Call, source: EngineSource | RawPixels): Job {
  let read: Promise<Uint8Array> | undefined;
  return {
    digest: 'ext' in source ? source.digest : undefined,
    request: () => ({ ...call, source: headOf(source) }),
    async bytes() {
      if (!('ext' in source)) return source.bytes;
      if (source.path !== undefined) return undefined;
      read ??= source.bytes();
      return read;
    },
  };
}

/** Outputs that have been told are not asked for again. */
export function jobOfBatch({ source, ...batch }: RenderBatch, made: Parameters<ImageEngine['renderBatch']>[1]): Job {
  // Places in the batch of what is asked for.
  let left = [...batch.outputs.keys()];
  let asked = left;
  const outputs = () => asked.map((place) => batch.outputs[place] as RenderBatch['outputs'][number]);
  return {
    ...jobOf({ call: 'batch', batch }, source),
    request() {
      asked = left;
      return { call: 'batch', batch: { ...batch, outputs: outputs() }, source: headOf(source) };
    },
    onPart(part, bytes) {
      const place = asked[part.place];
      if (place === undefined || !left.includes(place)) throw new TypeError('No such output.');
      left = left.filter((other) => other !== place);
      made(place, 'failure' in part ? received(part.failure) : madeOf(part, bytes));
    },
  };
}

function headOf(source: EngineSource | RawPixels): Request['source'] {
  if (!('ext' in source)) {
    const { width, height, channels } = source;
    return { width, height, channels };
  }
  const { ext, byteLength, shape, path } = source;
  return { ext, byteLength, ...(shape && { shape }), ...(path === undefined ? {} : { path }) };
}

// Field by field: a child's answer may hold more.
function madeOf({ width, height, channels }: Omit<Made, 'bytes'>, bytes: Uint8Array): Made {
  return { bytes, width, height, ...(channels === undefined ? {} : { channels }) };
}
