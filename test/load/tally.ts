// What outcomes come to.
import type { Outcome } from './open-loop.ts';

export const isGood = ({ status }: Outcome): boolean => status === 200;

/** Refused as it should be: 503 or 429, with a time to come back and nothing for a cache. */
export function isProperRefusal({ status, retryAfter, cacheControl }: Outcome): boolean {
  return (status === 503 || status === 429) && /^[1-5]$/.test(retryAfter ?? '') && cacheControl === 'no-store';
}

/** Everything that is neither an image nor a proper refusal. */
export function strays(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter((outcome) => !isGood(outcome) && !isProperRefusal(outcome));
}

/** 0 where there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export function latency(outcomes: readonly Outcome[], part: number): number {
  return percentile(
    outcomes.filter(isGood).map(({ millis }) => millis),
    part,
  );
}

/** The part of outcomes that are good, 1 where there are none. */
export function successOf(outcomes: readonly Outcome[]): number {
  return outcomes.length === 0 ? 1 : outcomes.filter(isGood).length / outcomes.length;
}
