// Looks at received bytes before anything stands for them: decodes them once, in a slot of the gate.
import type { ImageEngine, Probe } from '../engine/image-engine.ts';
import { withDeadline } from '../flow/deadline.ts';
import type { Gate } from '../flow/gate.ts';
import type { Ext } from '../image/format.ts';
import type { Limits } from '../policy/limits.ts';
import type { Staged } from '../volume/persistent-volume.ts';
import { probePrice } from './probe-price.ts';

/** `client` is who asks, for the gate's fairness. Fails as Gate and ImageEngine do, and with `timeout`. */
export type ProbeStaged = (staged: Staged, ext: Ext, client: string, signal: AbortSignal) => Promise<Probe>;

export interface ProbeStagedParts {
  readonly engine: ImageEngine;
  /** Bounds renders and these looks together. */
  readonly gate: Gate;
  readonly limits: Limits;
}

/** `yields` where nobody waits to see it: then pictures go first, in the gate and in the engine. */
export function createProbeStaged({ engine, gate, limits }: ProbeStagedParts, yields: boolean): ProbeStaged {
  return (staged, ext, client, signal) => {
    // Patient: the bytes have been sent, and would have to be sent again.
    const claim = { ...probePrice(staged, ext, limits, gate.state().bytes), client, patient: true, yields };
    return withDeadline(limits.renderMillis, signal, (inTime) =>
      gate.run(claim, () => engine.probe(sourceOf(staged, ext), inTime, claim.dear || yields), inTime),
    );
  };
}

function sourceOf(staged: Staged, ext: Ext) {
  const { byteLength, digest, path } = staged;
  return { ext, byteLength, digest, ...(path === undefined ? {} : { path }), bytes: () => staged.bytes() };
}
