// One render through the gate, with how long it waited and how long it took.
import type { Gate } from '../flow/gate.ts';
import type { Price } from '../pipeline/price.ts';
import type { Render, Way } from './render-order.ts';
import { worthStopping } from './worth-stopping.ts';

export interface InTurn {
  readonly price: Price;
  readonly client: string;
  readonly way: Way;
}

/** `work` gets the signal that stops what is worth stopping. Undefined where it is; fails as Gate and `work` do. */
export function renderInTurn(
  gate: Gate,
  { price, client, way }: InTurn,
  signal: AbortSignal,
  work: (stop: AbortSignal) => Promise<Uint8Array | undefined>,
): Promise<Render | undefined> {
  const asked = performance.now();
  const stop = worthStopping(price, signal);
  const timed = async () => {
    const admitted = performance.now();
    const bytes = await work(stop);
    return bytes && { bytes, way, queueMillis: admitted - asked, renderMillis: performance.now() - admitted };
  };
  return gate.run({ ...price, client }, timed, signal);
}
