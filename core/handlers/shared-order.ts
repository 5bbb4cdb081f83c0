// An order that may be made together with others of its source, and its place among those who wait.
import type { EngineSource } from '../engine/image-engine.ts';
import type { Claim } from '../flow/gate.ts';
import type { SharedPlan } from '../pipeline/shared-plan.ts';
import type { MezzanineOrder } from './mezzanines.ts';
import type { Way } from './render-order.ts';
import type { Planned } from './render-source.ts';

export interface SharedOrder extends Planned {
  readonly client: string;
  readonly shared: SharedPlan;
  /** What it is made of in the place of the source. */
  readonly from?: MezzanineOrder;
}

/** What orders are made of. */
export interface Origin {
  readonly ways: { readonly alone: Way; readonly together: Way };
  /** Undefined when it has gone, or the name stands for other bytes. */
  open(order: SharedOrder): Promise<EngineSource | undefined>;
  /** The result of one order, made by itself. Undefined as with `open`. */
  alone(order: SharedOrder, stop: AbortSignal): Promise<Uint8Array | undefined>;
}

export interface Member {
  readonly order: SharedOrder;
  readonly client: string;
  readonly claim: Claim;
  /** Predicted CPU. */
  readonly millis: number;
  readonly signal: AbortSignal;
  readonly askedAt: number;
  /** 0 while it waits. */
  admittedAt: number;
  /** Undefined bytes mean that the source is another by now. */
  done(bytes: Uint8Array | undefined, way: Way): void;
  fail(error: unknown): void;
}
