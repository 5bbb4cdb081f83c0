// Registers the cases of a suite that runs inside workerd as tests here: one workerd for all, one request a case.
import { afterAll, expect, test } from 'vitest';
import { type RunningWorkers, startWorkers, type WorkerInput } from '../worker-harness.ts';
import { control } from './answer-cases.ts';

type Config = Extract<WorkerInput, { config: unknown }>['config'];

export interface Suite {
  /** The Worker's file, from the root; its default export is answerCases' handler. */
  readonly main: string;
  readonly bindings: Partial<Config>;
}

const stands = {
  vitest: './test/support/workerd/vitest.ts',
  'vitest-itself': './node_modules/vitest/dist/index.js',
  'node:crypto': './test/support/workerd/crypto.ts',
  'node:fs/promises': './test/support/workerd/no-files.ts',
};

/** Awaited at the top of a test file: the cases are known before its tests run. */
export async function casesInWorkerd(name: string, { main, bindings }: Suite): Promise<RunningWorkers> {
  const config = { name, main, compatibility_date: '2026-10-01', alias: stands, ...bindings };
  const workers = await startWorkers({ config });
  afterAll(() => workers.stop());
  const cases = (await (await fetch(workers.url)).json()) as { title: string; isSkipped: boolean }[];
  if (cases.length === 0) throw new Error(`The suite ${name} has no cases.`);
  const run = async (title: string) => (await fetch(workers.url, { method: 'POST', body: title })).text();
  for (const { title, isSkipped } of cases) {
    test.skipIf(isSkipped)(title, async () => expect(await run(title)).toBe('passed'));
  }
  test(control, async () => expect(await run(control)).toContain("expected 'inside' to be 'outside'"));
  return workers;
}
