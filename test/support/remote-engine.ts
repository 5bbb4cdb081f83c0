// An image engine that lives in a Worker, as one of this process: for the contract of engines.
import {
  type EngineSource,
  Failure,
  type FailureCode,
  type ImageEngine,
  type Limits,
  type Made,
} from '../../core/index.ts';
import { packed, unpacked } from './workers/packed.ts';

/** Of an output that failed. */
interface Told {
  readonly code: FailureCode;
  readonly message: string;
}

interface Answered {
  readonly result?: unknown;
  readonly failure?: {
    readonly code: FailureCode;
    readonly message: string;
    readonly detail: object;
    readonly cause: string;
  };
  readonly sent: readonly unknown[];
}

/** `heard` is told what every task has sent to a binding, or whatever else its Worker tells. */
export async function remoteEngine(
  url: string,
  limits: Partial<Limits> = {},
  heard: (sent: Answered['sent']) => void = () => undefined,
): Promise<ImageEngine> {
  const closing = new AbortController();
  const ask = async (method: string, task: unknown, signal?: AbortSignal): Promise<never> => {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    const stop = AbortSignal.any(signals);
    if (stop.aborted) throw abandoned(stop);
    const body = packed({ method, task: await withBytes(task), limits });
    const answer = await fetch(url, { method: 'POST', body, signal: stop }).catch((error) => {
      throw stop.aborted ? abandoned(stop) : error;
    });
    const { result, failure, sent } = unpacked(await answer.text()) as Answered;
    heard(sent);
    if (failure !== undefined)
      throw new Failure(failure.code, failure.message, failure.detail, new Error(failure.cause));
    return result as never;
  };
  const mark: string = await ask('mark', {});
  return {
    mark,
    probe: (source, signal) => ask('probe', source, signal),
    render: (task, signal) => ask('render', task, signal),
    bounds: (task, signal) => ask('bounds', task, signal),
    async renderBatch(batch, made, signal) {
      // Signals stay here: what nobody waits for when the batch is sent is not sent.
      const asked = [...batch.outputs.entries()].filter(([, { unwanted }]) => !unwanted?.aborted);
      const outputs = asked.map(([, { ops, encode }]) => ({ ops, encode }));
      const results: [number, Made | Told][] = await ask('renderBatch', { ...batch, outputs }, signal);
      for (const place of batch.outputs.keys()) {
        if (!asked.some(([one]) => one === place)) made(place, new Failure('aborted', 'Nobody waits for it.'));
      }
      for (const [place, told] of results) {
        made(asked[place]?.[0] ?? place, 'code' in told ? new Failure(told.code, told.message) : told);
      }
    },
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}

function abandoned({ reason }: AbortSignal): Failure {
  return reason instanceof Failure ? reason : new Failure('aborted', 'The work was aborted.', {}, reason);
}

/** With the bytes themselves where there was a function that reads them. */
async function withBytes(value: unknown): Promise<unknown> {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Promise.all(value.map(withBytes));
  if (isSource(value)) {
    const { bytes, path: _, ...shown } = value;
    return { $source: await bytes(), shown };
  }
  const entries = await Promise.all(Object.entries(value).map(async ([key, one]) => [key, await withBytes(one)]));
  return Object.fromEntries(entries);
}

function isSource(value: object): value is EngineSource {
  return 'bytes' in value && typeof value.bytes === 'function';
}
