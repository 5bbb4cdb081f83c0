// Stands for vitest where a suite runs inside workerd: the same `expect`, and tests that are collected and run one by one
// when the runner outside asks for them (cases-in-workerd.ts).
type Expect = typeof import('vitest').expect;

let real: Expect | undefined;

/** Its own first lines set timers, which workerd allows within a request only. */
export async function loadExpect(): Promise<void> {
  // @ts-expect-error: its name where its own is this file's (cases-in-workerd.ts).
  const itself = (await import('vitest-itself')) as typeof import('vitest');
  real ??= itself.expect;
}

export const expect = new Proxy((() => {}) as unknown as Expect, {
  apply: (_, __, values: Parameters<Expect>) => (real as Expect)(...values),
  get: (_, name: keyof Expect) => (real as Expect)[name],
});

interface Case {
  readonly title: string;
  /** Undefined for one that is left out. */
  readonly run: (() => unknown) | undefined;
}

export const cases: Case[] = [];
let path: readonly string[] = [];

export function describe(title: string, body: () => void): void {
  const before = path;
  path = [...before, title];
  body();
  path = before;
}

export function test(title: string, run: () => unknown): void {
  cases.push({ title: [...path, title].join(': '), run });
}

test.skip = (title: string): void => {
  cases.push({ title: [...path, title].join(': '), run: undefined });
};
