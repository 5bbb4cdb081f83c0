// Tail: from a plan to its bytes. It takes them from mVol, else from eVol, or has them made, once for all who ask at
// the same time, and keeps what it found or made.
import { withDeadline } from '../flow/deadline.ts';
import { createSingleFlight } from '../flow/single-flight.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Render } from '../handlers/img-render.ts';
import { describeResult } from '../image/describe-result.ts';
import type { Limits } from '../policy/limits.ts';
import type { Headed } from './head.ts';

interface Made extends Render {
  readonly from: 'engine';
  /** True when mVol has it now. */
  readonly stored: boolean;
}

interface Kept {
  /** A plan alone tells what is in f=json. */
  readonly from: 'mVol' | 'eVol' | 'plan';
  readonly bytes: Uint8Array;
}

export type Result = Kept | (Made & { readonly joined: boolean });

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
}

export function createTail({ handlers, limits }: TailParts): Tail {
  const flights = createSingleFlight<Kept | Made | undefined>();

  const find = async (headed: Headed, client: string, signal: AbortSignal): Promise<Kept | Made | undefined> => {
    const found = await handlers.eVolImgRead(headed.key);
    if (found === undefined) return make(headed, client, signal);
    await handlers.mVolImgWrite(headed.name, found);
    return { from: 'eVol', bytes: found.bytes };
  };

  const make = async (headed: Headed, client: string, signal: AbortSignal): Promise<Made | undefined> => {
    const { name, record, plan, key } = headed;
    const { version } = record;
    const made = await withDeadline(limits.renderMillis, signal, (inTime) =>
      handlers.imgRender({ name, version, plan, client }, inTime),
    );
    if (made === undefined) return undefined;
    const entry = { key, group: version, ext: plan.output.ext, bytes: made.bytes };
    handlers.eVolImgWrite(name, entry);
    return { ...made, from: 'engine', stored: await handlers.mVolImgWrite(name, entry) };
  };

  return async (headed, caller) => {
    if (headed.plan.encode.ext === 'json') return { from: 'plan', bytes: describe(headed) };
    const hit = await handlers.mVolImgRead(headed.key);
    if (hit !== undefined) {
      // A use that eVol has not heard of: it takes a result at the second.
      handlers.eVolImgWrite(headed.name, hit);
      return { from: 'mVol', bytes: hit.bytes };
    }
    const client = caller.client();
    const work = (stop: AbortSignal) => find(headed, client, stop);
    const { value, joined } = await flights.run(headed.key, work, caller.signal());
    return value?.from === 'engine' ? { ...value, joined } : value;
  };
}

function describe({ plan, record }: Headed): Uint8Array {
  return new TextEncoder().encode(describeResult(plan.output, record));
}
