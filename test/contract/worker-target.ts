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

/** Standing alone: originals in R2, pictures by the Images binding, or by codecs of its own. */
export async function startAloneWorker(
  settings: Readonly<Record<string, string>>,
  engine: 'images' | 'wasm' = 'images',
): Promise<RunningTarget> {
  const { IMG_RENDERERS: _, ...vars } = settings;
  const workers = await startWorkers(theWorker(engine === 'wasm' ? engine : undefined, vars));
  return { url: workers.url, token: settings.IMG_TOKEN ?? '', stop: workers.stop };
}

/** What no Worker can keep, whatever its engine is. */
export const workerOmits: Readonly<Record<string, string>> = {
  'a name with dot segments is 400, however they are written':
    'workerd hands over a URL whose dot segments have been resolved: the Worker sees the name that is left',
  'an upload that is announced as too long is refused before it is sent':
    'workerd answers Expect: 100-continue itself, before the Worker is asked',
};

/** What none can keep that stands alone. */
export const aloneOmits: Readonly<Record<string, string>> = {
  ...workerOmits,
  ...uncounted([
    'files and sockets of clients who left are closed',
    'files and sockets are closed behind answers, refusals and parts',
  ]),
};

function uncounted(titles: readonly string[]): Readonly<Record<string, string>> {
  const reason = 'files and sockets are workerd’s: nobody can count those of one Worker';
  return Object.fromEntries(titles.map((title) => [title, reason]));
}
