// What is asked of a child, in a form that can be asked once more of another when the first one has ended under it.
import type {
  BatchOutput,
  EngineSource,
  ImageEngine,
  Made,
  MarkSource,
  RawPixels,
  RenderBatch,
} from '../../../core/index.ts';
import { type Call, type Request, received } from './messages.ts';
import type { OnPart } from './renderer.ts';
import { bodyOf, sentMarks, sentSource } from './sent-sources.ts';

export interface Job {
  /** Of the source, where it is known. */
  readonly digest: string | undefined;
  readonly dear: boolean;
  /** What is left to do. */
  request(): Request;
  /** A source is read once, however often the task is tried, and not at all where the child reads it by its path. */
  bytes(): Promise<Uint8Array | undefined>;
  readonly onPart?: OnPart;
  /** Hears of parts of the last request that nobody waits for any more. */
  onUnwanted?(drop: (place: number) => void, until: AbortSignal): void;
}

/** What ends a child is remembered of a picture together with the images that are laid over it. */
export function jobOf(
  call: Call,
  source: EngineSource | RawPixels,
  marks: readonly MarkSource[] = [],
  dear = false,
): Job {
  let read: Promise<Uint8Array | undefined> | undefined;
  const digest = 'ext' in source ? source.digest : undefined;
  return {
    dear,
    digest: digest && [digest, ...marks.map(({ version }) => version)].join('+'),
    request: () => ({ ...call, source: sentSource(source), images: sentMarks(marks) }),
    bytes() {
      read ??= bodyOf(source, marks);
      return read;
    },
  };
}

/** Outputs that have been told are not asked for again. */
export function jobOfBatch(
  { source, images = [], dear, ...batch }: RenderBatch,
  made: Parameters<ImageEngine['renderBatch']>[1],
): Job {
  const whole = jobOf({ call: 'batch', batch }, source, images, dear);
  // Places in the batch of what is asked for.
  let left = [...batch.outputs.keys()];
  let asked = left;
  const outputAt = (place: number) => batch.outputs[place] as BatchOutput;
  const outputs = () => asked.map(outputAt).map(({ ops, encode }) => ({ ops, encode }));
  return {
    ...whole,
    request() {
      asked = left;
      return { ...whole.request(), call: 'batch', batch: { ...batch, outputs: outputs() } };
    },
    onUnwanted(drop, until) {
      asked.forEach((place, index) => {
        const { unwanted } = outputAt(place);
        if (unwanted?.aborted) drop(index);
        else unwanted?.addEventListener('abort', () => drop(index), { once: true, signal: until });
      });
    },
    onPart(part, bytes) {
      const place = asked[part.place];
      if (place === undefined || !left.includes(place)) throw new TypeError('No such output.');
      left = left.filter((other) => other !== place);
      made(place, 'failure' in part ? received(part.failure) : madeOf(part, bytes));
    },
  };
}

// Field by field: a child's answer may hold more.
function madeOf({ width, height, channels }: Omit<Made, 'bytes'>, bytes: Uint8Array): Made {
  return { bytes, width, height, ...(channels === undefined ? {} : { channels }) };
}
