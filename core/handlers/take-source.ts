// Brings an image from elsewhere in: fetched, or found to be what it was; looked at like an upload, and kept like a result.
import { Failure } from '../failure.ts';
import type { Lanes } from '../flow/lanes.ts';
import type { Ext } from '../image/format.ts';
import { addrTypes, type ImageMeta } from '../image/image-meta.ts';
import { noUserMeta } from '../image/user-meta.ts';
import type { Limits } from '../policy/limits.ts';
import type { FetchedSource, FetchSource } from '../source/fetch-source.ts';
import { type LifetimeRules, lifetimeOf } from '../source/lifetime.ts';
import type { PersistentVolume, Staged } from '../volume/persistent-volume.ts';
import { acceptBytes } from './accept-bytes.ts';
import type { KnownSource } from './known-sources.ts';
import { createProbeStaged, type ProbeStagedParts } from './probe-staged.ts';
import type { SourceBytes } from './source-bytes.ts';

export interface TakeSourceParts extends ProbeStagedParts {
  readonly fetchSource: FetchSource;
  readonly lifetime: LifetimeRules;
  readonly lanes: Lanes;
  /** Where what comes in is staged; nothing is committed to it. */
  readonly pVol: Pick<PersistentVolume, 'stage'>;
  readonly bytes: SourceBytes;
  readonly limits: Limits;
  /** Formats accepted as originals. */
  readonly inputs: readonly Ext[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface Wanted {
  readonly url: string;
  readonly known: KnownSource | undefined;
  /** Whether the bytes of what is known are there: only then it is asked whether they have changed. */
  readonly held: boolean;
  /** Who asks, for the gate's fairness. */
  readonly client: string;
}

/** Fails as FetchSource and uploads do, but with `over-limit` for too many bytes: nobody has sent us anything. */
export type TakeSource = (wanted: Wanted, signal: AbortSignal) => Promise<KnownSource>;

type Received = { readonly fetched: FetchedSource; readonly askedAt: number; readonly staged: Staged | undefined };

export function createTakeSource(parts: TakeSourceParts): TakeSource {
  const { fetchSource, lanes, pVol, bytes, limits, inputs, clock } = parts;
  const probeStaged = createProbeStaged(parts, false);

  const receive = async ({ url, known, held }: Wanted, signal: AbortSignal): Promise<Received> => {
    const askedAt = clock();
    const wish = { maxBytes: limits.sourceBytes, held: held ? known?.fields : undefined };
    const fetched = await fetchSource(url, wish, signal);
    try {
      const staged = fetched.unchanged ? undefined : await pVol.stage(fetched.body, { ...wish, signal });
      return { fetched, askedAt, staged };
    } finally {
      // Whatever is left of it: nobody else ends the transfer.
      await fetched.body.cancel().catch(() => {});
    }
  };

  const look = async (staged: Staged, { url, known, client }: Wanted, signal: AbortSignal): Promise<ImageMeta> => {
    const { digest, byteLength } = staged;
    if (known?.meta.digest === digest) return known.meta;
    const ext = acceptBytes(staged, { ext: undefined, digest: undefined }, inputs);
    const probe = await probeStaged(staged, ext, client, signal);
    const now = clock();
    const times = { createdAt: known?.meta.createdAt ?? now, writtenAt: now, changedAt: now };
    const place = { name: url, addrType: addrTypes.eVol, imgAddr: digest };
    return { ...probe, ...place, ext, byteLength, digest, ...times, ...noUserMeta };
  };

  return async (wanted, signal) => {
    const { url, known } = wanted;
    try {
      const { fetched, askedAt, staged } = await lanes.run(new URL(url).host, () => receive(wanted, signal), signal);
      const now = clock();
      const fields = { ...(staged === undefined && known?.fields), ...said(fetched) };
      const { seconds, ...how } = lifetimeOf(fields, parts.lifetime, askedAt, now);
      const rest = { fields, freshUntil: now + seconds * 1000, ...how };
      if (staged === undefined) return { ...(known as KnownSource), ...rest };
      try {
        const meta = await look(staged, wanted, signal);
        bytes.keep(meta, await staged.bytes(), how.storable);
        return { meta, ...rest };
      } finally {
        await staged.discard();
      }
    } catch (error) {
      throw asSource(error);
    }
  };
}

// Of an answer that says nothing new (304), what is not said stays as it was (RFC 9111 section 3.2); its age does not.
function said({ fields }: FetchedSource) {
  const given = Object.entries(fields).filter(
    ([name, value]) => value !== undefined || name === 'age' || name === 'date',
  );
  return Object.fromEntries(given) as typeof fields;
}

// What is the client's fault in an upload is the other server's here.
function asSource(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  if (error.code === 'too-large') return new Failure('over-limit', error.message, error.detail, error);
  if (error.code === 'bad-request') return new Failure('bad-source', 'The source has no bytes.', {}, error);
  return error;
}
