// Images elsewhere as sources of transformations: fetched when they are asked for, used as long as they are fresh, asked
// for again when they are not. Stored images never wait for them.

import type { EngineSource } from '../engine/image-engine.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { createFailureMemory } from '../flow/failure-memory.ts';
import { createLanes } from '../flow/lanes.ts';
import { createSingleFlight } from '../flow/single-flight.ts';
import type { Tell } from '../flow/tell.ts';
import { type ImageRecord, recordOf } from '../image/image-meta.ts';
import { readSourceUrl, requireAllowedSource } from '../source/check-source-url.ts';
import type { Lifetime } from '../source/lifetime.ts';
import type { SourceRule } from '../source/source-rules.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import { createKnownSources, type KnownSource } from './known-sources.ts';
import { createPurges } from './purges.ts';
import { createSourceBytes } from './source-bytes.ts';
import { createTakeSource, type TakeSourceParts } from './take-source.ts';

export interface RemoteSource {
  readonly record: ImageRecord;
  /** What is left of it. */
  readonly lifetime: Lifetime;
}

export interface SourceCaller {
  /** Fires when it has left: that gives up its own wait only. */
  signal(): AbortSignal;
  client(): string;
  /** Has found the bytes of what was known gone: now they have to come. */
  readonly again?: boolean;
}

export interface RemoteSources {
  /** Fails as TakeSource does, with `forbidden` where the host is not allowed (any longer), and with `overloaded`. */
  get(url: string, caller: SourceCaller): Promise<RemoteSource>;
  /** What the URL stands for, as far as it has been fetched, fresh or not. */
  find(url: string): KnownSource | undefined;
  /** Its bytes, if they are still of this version and there. */
  open(url: string, version: string): Promise<EngineSource | undefined>;
  /** Forgets what is known; answers the versions that results may be of. */
  purge(url: string): Promise<readonly string[]>;
}

export interface RemoteSourcesConfig {
  readonly rules: readonly SourceRule[];
  /** At the same time. */
  readonly fetches: number;
  /** Requests that may wait for other servers, on whatever they wait there: those for stored images need places too. */
  readonly waiting: number;
  /** How long a failure is told to all who ask, before it is tried again. */
  readonly negativeSeconds: number;
  /** How long after its life a source may be used while it is asked for again, and where that fails; 0 never. */
  readonly staleWhileRevalidateSeconds: number;
  readonly staleIfErrorSeconds: number;
}

export interface RemoteSourcesParts extends Omit<TakeSourceParts, 'lanes' | 'bytes'> {
  readonly eVol: EphemeralVolume;
  readonly config: RemoteSourcesConfig;
  readonly tell: Tell;
  readonly observe: Tell;
}

// A quarter for one host: the others go on when it hangs.
const shareOfHost = 1 / 4;
const ramBytes = 64 * 1024 * 1024;
const ramMillis = 60_000;
const mostRefused = 8192;
// As of other answers that stand in (policy/cache-control.ts).
const staleSeconds = 5;

// What is the other server's state, or lies in what it sends: asking at once again would tell the same.
const lasting: ReadonlySet<FailureCode> = new Set([
  ...(['not-found', 'forbidden', 'bad-source', 'source-timeout'] as const),
  ...(['unsupported-type', 'corrupt-image', 'over-limit'] as const),
]);
// It may be a page that says so. That there is no such image, or that it is too large, is an answer.
const mayPass: ReadonlySet<FailureCode> = new Set([
  ...(['bad-source', 'source-timeout', 'unsupported-type', 'corrupt-image'] as const),
  ...(['overloaded', 'too-many-requests', 'timeout', 'storage-full'] as const),
]);

export function createRemoteSources(parts: RemoteSourcesParts): RemoteSources {
  const { config, eVol, limits, clock, tell, observe } = parts;
  const known = createKnownSources(eVol);
  const bytes = createSourceBytes({ eVol, capacityBytes: ramBytes, keepMillis: ramMillis });
  const lanes = createLanes({
    total: config.fetches,
    each: Math.max(1, Math.floor(config.fetches * shareOfHost)),
    waiting: config.waiting,
    waitMillis: limits.sourceMillis,
  });
  const take = createTakeSource({ ...parts, lanes, bytes });
  const flights = createSingleFlight<KnownSource>();
  const refusals = createFailureMemory({ millis: config.negativeSeconds * 1000, capacity: mostRefused, lasting });
  const purges = createPurges();
  let waiting = 0;

  const isWithin = ({ freshUntil, mayBeStale }: KnownSource, seconds: number) =>
    mayBeStale && clock() < freshUntil + seconds * 1000;

  const renew = async (
    url: string,
    former: KnownSource | undefined,
    client: string,
    again: boolean,
    signal: AbortSignal,
  ) => {
    const since = purges.count();
    try {
      const held = !again && former?.storable === true;
      const source = await take({ url, known: former, held, client }, signal);
      observe('source', { outcome: source.meta === former?.meta ? 'renewed' : 'fetched' });
      refusals.forget(url);
      if (purges.allows(url, since)) known.put(source);
      return source;
    } catch (error) {
      if (signal.aborted) throw error;
      observe('source', { outcome: 'failed' });
      // Without its query, which may hold what opens it.
      if (!(error instanceof Failure) || lasting.has(error.code)) {
        tell('source.fail', { url: url.split('?', 1)[0], code: (error as Partial<Failure>).code, error });
      }
      refusals.note(url, error);
      throw error;
    }
  };

  const fly = (url: string, former: KnownSource | undefined, { client, again = false }: SourceCaller) => {
    const who = client();
    return (stop: AbortSignal) => renew(url, former, who, again, stop);
  };

  const wait = async (url: string, former: KnownSource | undefined, caller: SourceCaller): Promise<KnownSource> => {
    if (waiting >= config.waiting)
      throw new Failure('overloaded', 'Too many wait for other servers; try again shortly.');
    waiting += 1;
    try {
      const flight = caller.again ? `again ${url}` : url;
      return (await flights.run(flight, fly(url, former, caller), caller.signal())).value;
    } finally {
      waiting -= 1;
    }
  };

  const renewed = async (url: string, former: KnownSource | undefined, caller: SourceCaller): Promise<RemoteSource> => {
    try {
      const failure = refusals.recall(url);
      if (failure !== undefined) throw failure;
      return usable(await wait(url, former, caller), clock());
    } catch (error) {
      const passes = error instanceof Failure && mayPass.has(error.code) && !caller.again;
      if (!passes || former === undefined || !isWithin(former, config.staleIfErrorSeconds)) throw error;
      observe('source', { outcome: 'stale' });
      return stale(former);
    }
  };

  return {
    async get(url, caller) {
      requireAllowedSource(readSourceUrl(url), config.rules);
      const former = await known.find(url);
      if (former === undefined) return renewed(url, former, caller);
      if (caller.again) {
        const isThere = former.storable && (await bytes.read(former.meta)) !== undefined;
        return isThere ? usable(former, clock()) : renewed(url, former, caller);
      }
      if (clock() < former.freshUntil) return usable(former, clock());
      if (!isWithin(former, config.staleWhileRevalidateSeconds)) return renewed(url, former, caller);
      const nobody = { signal: () => new AbortController().signal, client: () => 'revalidation' };
      if (refusals.recall(url) === undefined) wait(url, former, nobody).catch(() => {});
      return stale(former);
    },

    find: (url) => known.lookup(url),

    async open(url, version) {
      const { meta } = (await known.find(url)) ?? {};
      if (meta === undefined || recordOf(meta).version !== version) return undefined;
      const whole = await bytes.read(meta);
      if (whole === undefined) return undefined;
      const { ext, byteLength, digest } = meta;
      return { ext, byteLength, digest, shape: recordOf(meta), bytes: async () => whole };
    },

    async purge(url) {
      purges.add([url]);
      refusals.forget(url);
      const former = await known.find(url);
      await known.remove(url);
      return former === undefined ? [] : [recordOf(former.meta).version];
    },
  };
}

function usable({ meta, freshUntil, storable, mayBeStale }: KnownSource, now: number): RemoteSource {
  const seconds = Math.max(0, Math.floor((freshUntil - now) / 1000));
  return { record: recordOf(meta), lifetime: { seconds, storable, mayBeStale } };
}

function stale({ meta, storable, mayBeStale }: KnownSource): RemoteSource {
  return { record: recordOf(meta), lifetime: { seconds: staleSeconds, storable, mayBeStale } };
}
