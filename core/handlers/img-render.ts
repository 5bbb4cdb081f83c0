// imgRender: brings the engine, a free slot and the source's bytes together.
import { Failure } from '../failure.ts';
import type { Gate } from '../flow/gate.ts';
import { priceOf } from '../pipeline/price.ts';
import { type Planned, type RenderSourceParts, renderSource } from './render-source.ts';

export interface Render {
  readonly bytes: Uint8Array;
  /** Milliseconds spent waiting for a slot, and in the engine. */
  readonly queueMillis: number;
  readonly renderMillis: number;
}

export interface RenderOrder extends Planned {
  /** Who asks, for the gate's fairness. */
  readonly client: string;
}

/**
 * Undefined when the name was removed or replaced since the plan was made: plan again. A signal that fires takes the
 * order out of the queue; once it has begun, it stops what would take longer than to replace what it stops.
 * Fails as Gate and ImageEngine do.
 */
export type ImgRender = (order: RenderOrder, signal: AbortSignal) => Promise<Render | undefined>;

export interface ImgRenderParts extends RenderSourceParts {
  readonly gate: Gate;
}

// Stopping a render is the end of its process; a new one costs about as much CPU until it is warm. What is shorter is
// finished, and its result kept for whoever asks next.
const worthStoppingMillis = 250;

export function createImgRender(parts: ImgRenderParts): ImgRender {
  const { gate, ledger } = parts;
  return async (order, signal) => {
    const { name, plan, client } = order;
    const asked = performance.now();
    // The price of an animation goes by its frames, which only pDatabase knows; all others are priced without disk.
    const known = plan.output.animated ? await ledger.get(name) : undefined;
    const price = priceOf(plan, known?.frames);
    const stop = price.millis > worthStoppingMillis ? signal : unlessLeft(signal);
    const work = async () => {
      const admitted = performance.now();
      const bytes = await renderSource(parts, order, stop);
      return bytes && { bytes, queueMillis: admitted - asked, renderMillis: performance.now() - admitted };
    };
    return gate.run({ ...price, client }, work, signal);
  };
}

// Fires with the signal, but not for those who only leave. After that the engine's own deadline is the only one.
function unlessLeft(signal: AbortSignal): AbortSignal {
  const stop = new AbortController();
  const pass = () => {
    const { reason } = signal;
    if (!(reason instanceof Failure && reason.code === 'aborted')) stop.abort(reason);
  };
  signal.addEventListener('abort', pass, { once: true });
  return stop.signal;
}
