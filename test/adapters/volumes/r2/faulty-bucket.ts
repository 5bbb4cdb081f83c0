// R2 as it is bound, that counts what is asked of it, and does wrong what it is told to.
import type { createCalls } from '../../../../adapters/volumes/r2/calls.ts';

export type Bucket = Parameters<typeof createCalls>[0]['bucket'];

export type Wrong = 'lose-answer' | 'trouble' | 'refusal' | 'silence' | 'cut' | 'flip';

export interface Fault {
  readonly on: 'head' | 'get' | 'put' | 'delete' | 'list' | 'uploadPart' | 'complete';
  readonly wrong: Wrong;
  times: number;
}

export interface FaultyBucket {
  readonly bucket: Bucket;
  readonly asked: { readonly operation: string; readonly key: unknown; readonly bytes: number | undefined }[];
  readonly faults: Fault[];
}

const words = {
  trouble: 'We encountered an internal error. Please try again. (10001)',
  refusal: 'You do not have access. (10002)',
  'lose-answer': 'Network connection lost.',
};

// Of workerd.
declare const FixedLengthStream: new (byteLength: number) => TransformStream<Uint8Array, Uint8Array>;

// Where a body is cut off.
const cutAt = 70_000;

export function faultyBucket(real: Bucket): FaultyBucket {
  const asked: FaultyBucket['asked'] = [];
  const faults: Fault[] = [];

  const called = async (operation: Fault['on'], values: unknown[], call: () => Promise<unknown>): Promise<unknown> => {
    const bytes = values.find((value) => value instanceof Uint8Array)?.byteLength;
    asked.push({ operation, key: values[0], bytes });
    const fault = faults.find(({ on, times }) => on === operation && times > 0);
    if (fault === undefined) return call();
    fault.times -= 1;
    const { wrong } = fault;
    if (wrong === 'silence') return new Promise(() => {});
    if (wrong === 'cut' || wrong === 'flip') return spoilt((await call()) as object, wrong);
    if (wrong === 'lose-answer') await call();
    throw new Error(`${operation}: ${words[wrong]}`);
  };

  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const found = Reflect.get(target, name, target) as unknown;
        if (typeof found !== 'function') return found;
        return (...values: unknown[]) =>
          called(name as Fault['on'], values, async () => {
            const answer = (await found.apply(target, values)) as unknown;
            return name === 'createMultipartUpload' ? watched(answer as object) : answer;
          });
      },
    });

  return { bucket: watched(real), asked, faults };
}

// An answer with its bytes shorter than it says, or one of them another.
function spoilt(answer: object, wrong: 'cut' | 'flip'): object {
  let sent = 0;
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const bytes = chunk.slice(0, wrong === 'cut' ? Math.max(0, cutAt - sent) : chunk.byteLength);
      if (wrong === 'flip' && sent === 0) bytes[0] = (bytes[0] ?? 0) ^ 1;
      sent += chunk.byteLength;
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      if (wrong === 'cut' && sent >= cutAt) controller.error(new Error('Network connection lost.'));
    },
  });
  let isUsed = false;
  const { body: real, size } = answer as { body: ReadableStream<Uint8Array>; size: number };
  const body = () => real.pipeThrough(through).pipeThrough(new FixedLengthStream(size));
  const whole = () => {
    isUsed = true;
    return new Response(body() as ConstructorParameters<typeof Response>[0]).arrayBuffer();
  };
  let opened: ReadableStream | undefined;
  return new Proxy(answer, {
    get(target, name) {
      if (name === 'arrayBuffer') return whole;
      if (name === 'bodyUsed') return isUsed;
      if (name === 'body') {
        opened ??= body();
        return opened;
      }
      return Reflect.get(target, name, target);
    },
  });
}
