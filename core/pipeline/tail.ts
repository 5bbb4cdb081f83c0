// Tail: from a plan to its bytes. It takes them from mVol, else from eVol, or has them made, once for all who ask at
// the same time, and keeps what it found or made.
import { withDeadline } from '../flow/deadline.ts';
import { createFailureMemory } from '../flow/failure-memory.ts';
import { createSingleFlight } from '../flow/single-flight.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Render } from '../handlers/render-order.ts';
import { describeResult } from '../image/describe-result.ts';
import type { Limits } from '../policy/limits.ts';
import type { Headed } from './head.ts';
import { madeBy, type Refinery, type Standing } from './refinery.ts';

interface Made extends Render {
  readonly from: 'engine';
  /** As it was made: directly, or together with others. */
  readonly standing: Standing;
  /** True when mVol has it now. */
  readonly stored: boolean;
}

interface Kept {
  /** A plan alone tells what is in f=json. */
  readonly from: 'mVol' | 'eVol' | 'plan';
  readonly bytes: Uint8Array;
}

export type Result = (Kept | (Made & { readonly joined: boolean })) & {
  /** What the bytes are of: the refined result where there is one. */
  readonly standing: Standing;
};

export interface Caller {
  /** Fires when it has left: that gives up its own wait only. */
  signal(): AbortSignal;
  client(): string;
}

/**
 * Undefined when the source was removed or replaced since Head looked: start again from Head.
 * Fails as imgRender does, and with `timeout`.
 */
export type Tail = (headed: Headed, caller: Caller) => Promise<Result | undefined>;

export interface TailParts {
  readonly handlers: Pick<Handlers, 'mVolImgRead' | 'mVolImgWrite' | 'eVolImgRead' | 'eVolImgWrite' | 'imgRender'>;
  readonly limits: Limits;
  readonly refinery: Refinery;
}

// As long as caches keep such a refusal (core/dispatcher/problem.ts), so that there is one attempt a minute at most.
const failureMillis = 60_000;
const mostFailures = 4096;

export function createTail({ handlers, limits, refinery }: TailParts): Tail {
  const flights = createSingleFlight<Kept | Made | undefined>();
  const failures = createFailureMemory({ millis: failureMillis, capacity: mostFailures });

  const find = async (headed: Standing, make: () => Promise<Made | undefined>) => {
    const found = await handlers.eVolImgRead(headed.key, headed.record.version);
    if (found === undefined) return make();
    await handlers.mVolImgWrite(headed, found);
    return { from: 'eVol', bytes: found.bytes } as const;
  };

  const make = async (asked: Standing, client: string, signal: AbortSignal): Promise<Made | undefined> => {
    const { name, record, plan, key, shared, mezzanine } = asked;
    const { version } = record;
    const failure = failures.recall(key);
    if (failure !== undefined) throw failure;
    try {
      const made = await withDeadline(limits.renderMillis, signal, (inTime) =>
        handlers.imgRender({ name, version, plan, client, shared: shared?.plan, mezzanine }, inTime),
      );
      if (made === undefined) return undefined;
      const standing = madeBy(asked, made.way);
      const entry = { key: standing.key, group: version, ext: plan.output.ext, bytes: made.bytes };
      handlers.eVolImgWrite(asked, entry);
      return { ...made, from: 'engine', standing, stored: await handlers.mVolImgWrite(asked, entry) };
    } catch (error) {
      failures.note(key, error);
      throw error;
    }
  };

  const answer = async (headed: Headed, caller: Caller): Promise<Result | undefined> => {
    const standing = refinery.standing(headed);
    const hit = await handlers.mVolImgRead(standing.key);
    if (hit !== undefined) {
      // A use that eVol has not heard of: it takes a result at the second.
      handlers.eVolImgWrite(headed, hit);
      refinery.again(standing, hit);
      return { from: 'mVol', bytes: hit.bytes, standing };
    }
    // A refined result that has just gone is not made again for somebody who waits: the first one is.
    const lost = standing.key !== headed.key;
    const client = caller.client();
    const work = (stop: AbortSignal) => find(standing, async () => (lost ? undefined : make(standing, client, stop)));
    const { value, joined } = await flights.run(standing.key, work, caller.signal());
    if (value === undefined) return lost ? answer(without(headed, standing), caller) : undefined;
    return value.from === 'engine' ? { ...value, joined } : { ...value, standing };
  };

  return (headed, caller) => {
    // Where only the pixels tell the size, the engine describes what it has made.
    const { encode, unsettled } = headed.plan;
    if (encode.ext !== 'json' || unsettled !== undefined) return answer(headed, caller);
    const standing = { ...headed, provisional: false };
    return Promise.resolve({ from: 'plan', bytes: describe(headed), standing });
  };
}

/** What was asked for, as if what has just gone could not be. */
function without(headed: Headed, { key }: Standing): Headed {
  if (key === headed.finer?.key) return { ...headed, finer: undefined };
  return key === headed.shared?.key ? { ...headed, shared: undefined } : { ...headed, mezzanine: undefined };
}

function describe({ plan, record }: Headed): Uint8Array {
  return new TextEncoder().encode(describeResult(plan.output, record));
}
