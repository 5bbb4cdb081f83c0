// The Worker in front of a server that is a process of this machine, as the contract of targets wants it.
import { startWorkers, theWorker } from '../support/worker-harness.ts';
import { startServed } from './served-target.ts';
import type { RunningTarget } from './target/target.ts';

export async function startOriginWorker(settings: Readonly<Record<string, string>>): Promise<RunningTarget> {
  const origin = await startServed(settings);
  const { IMG_RENDERERS: _, ...edge } = settings;
  const workers = await startWorkers(theWorker('origin', { ...edge, IMG_ORIGIN_URL: origin.url }));
  return {
    ...{ url: workers.url, token: origin.token },
    ...(origin.descriptors && { descriptors: origin.descriptors }),
    async stop() {
      await workers.stop();
      await origin.stop();
    },
  };
}

/** What no Worker can keep, whatever its engine is. */
export const workerOmits: Readonly<Record<string, string>> = {
  'a name with dots, controls or a backslash is 400, however it is written':
    'workerd hands over a URL whose dot segments are resolved; other spellings are refused (origin.test.ts)',
  'an upload that is too long is refused, whether it says so or not':
    'workerd answers Expect: 100-continue itself, before the Worker is asked; without it the upload is refused (origin.test.ts)',
};
