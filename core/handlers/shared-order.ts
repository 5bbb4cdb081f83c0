// An order that may be made together with others of its source, and its place among those who wait.
import type { Claim } from '../flow/gate.ts';
import type { SharedPlan } from '../pipeline/shared-plan.ts';
import type { Way } from './render-order.ts';
import type { Planned } from './render-source.ts';

export interface SharedOrder extends Planned {
  readonly client: string;
  readonly shared: SharedPlan;
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
