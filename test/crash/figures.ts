// The figures that every crash test prints, in one form, and their row in infra/bench/results/crash.md.

export interface Figures {
  /** For instance CS-01. */
  readonly id: string;
  readonly what: string;
  readonly cycles: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly resurrected: number;
  /** Whatever else is worth a figure, in a few words. */
  readonly beside: string;
}

export interface CheckedFigures extends Figures {
  /** What is wrong, and where it can be looked at; empty where nothing is. */
  readonly faults: readonly string[];
}

export function sentenceOf(figures: Figures): string {
  const { id, what, cycles, acknowledged, lost, resurrected, beside } = figures;
  return `${id} ${what}: ${cycles} cycles, ${acknowledged} acknowledged, ${lost} lost, ${resurrected} resurrected; ${beside}`;
}

/** Median, 99th percentile and largest, in whole milliseconds. */
export function spreadOf(millis: readonly number[]): string {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)} ms`;
}
