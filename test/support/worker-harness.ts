// Workers in a real workerd, started through wrangler from wrangler.toml or from a configuration of the test's own.
import { resolve } from 'node:path';
import process from 'node:process';
import type { TestHarness, TestHarnessOptions } from 'wrangler';

// Before wrangler is loaded: nobody is called home, and nothing is written outside of the checkout.
Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', CI: '1' });

export type WorkerInput = TestHarnessOptions['workers'][number];

export interface RunningWorkers extends Pick<TestHarness, 'getWorker' | 'getLogs' | 'clearLogs'> {
  /** Of the first one; without a slash at its end. */
  readonly url: string;
  /** Other ones instead, or the same with other variables, at the same address. */
  change(...workers: WorkerInput[]): Promise<void>;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/** Every start takes about two seconds: once a file at most. Buckets and caches are empty, and gone with it. */
export async function startWorkers(...workers: WorkerInput[]): Promise<RunningWorkers> {
  const { createTestHarness } = await import('wrangler');
  const harness = createTestHarness({ root, workers });
  const { url } = await harness.listen();
  return {
    url: url.origin,
    getWorker: harness.getWorker,
    getLogs: harness.getLogs,
    clearLogs: harness.clearLogs,
    change: (...others) => harness.update({ root, workers: others }),
    stop: () => harness.close(),
  };
}

/** The Worker of wrangler.toml, in one of its environments: standing alone with Images where it is left out. */
export function theWorker(env: 'origin' | 'wasm' | undefined, vars: Readonly<Record<string, string>>): WorkerInput {
  return { configPath: 'wrangler.toml', ...(env !== undefined && { env }), vars: { ...vars } };
}
