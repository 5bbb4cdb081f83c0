// The Worker that stands alone: originals, configuration and results in R2, pictures by an engine of its own.
import {
  createGate,
  createLateApp,
  createMemoryVolume,
  createTurns,
  Failure,
  homePage,
  type ImageEngine,
  type OpenedLate,
  openApp,
  refuse,
  type Settings,
  type Tell,
} from '../../../core/index.ts';
import { createGenerations } from '../../volumes/cache-api/generations.ts';
import { openCacheVolume } from '../../volumes/cache-api/open-cache-volume.ts';
import { openR2Store } from '../../volumes/r2/open-r2-store.ts';
import type { Answering } from '../answering.ts';
import { withoutAvif } from './hear-accept.ts';
import { withLength } from './with-length.ts';

export interface AloneParts {
  readonly settings: Settings;
  readonly bucket: R2Bucket;
  /** Loaded with the first request. */
  readonly engine: () => Promise<ImageEngine>;
  /** Formats that it decodes. */
  readonly decodes: readonly Settings['inputs'][number][];
  /** Whether it encodes AVIF. */
  readonly makesAvif: boolean;
  /** Of the request in which it is called: goes on with this although that has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly tell: Tell;
}

const mebibyte = 1024 ** 2;

/** R2 is asked with the first request, and again with the next where that failed. */
export function openAlone(parts: AloneParts): Answering {
  const late = createLateApp((site: string) => join(parts, site));

  const answer = async (request: Request): Promise<Response> => {
    const { origin } = new URL(request.url);
    const address = () => request.headers.get('cf-connecting-ip') ?? undefined;
    const arrival = { target: request.url.slice(origin.length), address };
    const heard = parts.makesAvif ? request : withoutAvif(request);
    return withLength(await late.fetch(heard, arrival, origin));
  };

  return (request, context) => {
    const answered = answer(request).catch((error) => {
      parts.tell('worker.fail', { error });
      return refuse(error instanceof Failure ? error : new Failure('internal', 'The Worker has failed.', {}, error));
    });
    // Other requests of the isolate may wait for what this one has begun: it is done although its client has left.
    context.waitUntil(answered);
    return answered;
  };
}

/** `site`: scheme and host of the Worker, which results in the Cache API lie under. */
async function join(
  { settings, bucket, decodes, keepAlive, tell, ...parts }: AloneParts,
  site: string,
): Promise<OpenedLate> {
  const observe: Tell = () => {};
  const engine = await parts.engine();
  const inputs = settings.inputs.filter((ext) => decodes.includes(ext));
  const generations = createGenerations(caches.default, Date.now, () => crypto.randomUUID());
  const near = openCacheVolume({ cache: caches.default, generations, site: () => site, keepAlive });
  const store = await openR2Store({ settings, bucket, keepAlive, tell, observe });
  const turns = createTurns(Date.now);
  const { dispatcher } = await openApp({
    ...{ settings, engine, tell, observe, inputs, warnings: [], modules: [] },
    store: {
      ...store,
      follow(reload) {
        const following = store.follow(reload);
        const look = () => following.look?.().catch((error) => tell('config.unread', { error })) ?? Promise.resolve();
        turns.follow(look, settings.metaTtlSeconds * 1000);
        return following;
      },
    },
    mVol: createMemoryVolume({ capacityBytes: settings.mVolBytes }),
    eVol: store.withResults(near),
    gate: gateOf(settings),
    fetchSource: async () => {
      throw new Failure('forbidden', 'This Worker fetches no images from elsewhere.');
    },
    // Without one nobody is let in: a token that an isolate made would be known to nobody.
    token: settings.token || crypto.randomUUID() + crypto.randomUUID(),
    clock: Date.now,
    page: homePage,
    reasons: () => [],
  });
  return { dispatcher, look: turns.take };
}

function gateOf({ renderers, renderBytes, queueLength, queueMillis }: Settings) {
  const slots = Math.max(1, renderers ?? 1);
  return createGate({
    ...{ slots, spare: 1, queue: queueLength, waitMillis: queueMillis, burstMillis: 5 * queueMillis },
    bytes: renderBytes ?? 96 * mebibyte,
  });
}
