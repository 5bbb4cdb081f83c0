// What imgRender is asked for, and what it answers.
import type { Gate } from '../flow/gate.ts';
import type { MezzaninePlan } from '../pipeline/mezzanine-plan.ts';
import type { SharedPlan } from '../pipeline/shared-plan.ts';
import type { Planned, RenderSourceParts } from './render-source.ts';

/** By itself of the source, together with other results of it, or of its mezzanine. */
export type Way = 'direct' | 'shared' | 'mezzanine';

export interface Render {
  readonly bytes: Uint8Array;
  /** Which of its plans they are of. */
  readonly way: Way;
  /** Milliseconds spent waiting for a slot, and in the engine. */
  readonly queueMillis: number;
  readonly renderMillis: number;
}

export interface RenderOrder extends Planned {
  /** Who asks, for the gate's fairness. */
  readonly client: string;
  /** How it may be made together with other results of the source. */
  readonly shared?: SharedPlan | undefined;
  /** How it may be made of the source's mezzanine, and the key of that. */
  readonly mezzanine?: { readonly plan: MezzaninePlan; readonly made: string } | undefined;
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
