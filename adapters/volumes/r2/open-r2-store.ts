// An R2 bucket that any number of isolates and servers share, as a target's store. Nothing of an isolate's own has to be kept.
import {
  createResults,
  createSharedImages,
  layoutOf,
  openConfigObject,
  type Results,
  type Settings,
  type Store,
  type Tell,
} from '../../../core/index.ts';
import { createCalls } from './calls.ts';
import { configIn } from './config-in.ts';
import { openR2Volume } from './open-r2-volume.ts';
import { resultsIn } from './results-in.ts';

// About 1 KB each, of an isolate's 128 MB.
const knownNames = 5_000;

export interface R2StoreParts {
  readonly settings: Settings;
  readonly bucket: R2Bucket;
  /** Goes on with this although the request that began it has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly tell: Tell;
  readonly observe: Tell;
}

/** Fails as R2 does. Looks at what others change when it is told to (`Following.look`): no timer runs between requests. */
export async function openR2Store({ settings, bucket, keepAlive, tell, observe }: R2StoreParts): Promise<Store> {
  const calls = createCalls({ bucket, keepAlive, observe });
  const layout = layoutOf('');
  const config = await openConfigObject(configIn({ calls, key: layout.config }));
  const images = createSharedImages({
    ...{ volume: openR2Volume({ calls, layout, keepAlive, tell }), capacity: knownNames, tell },
    ttlMillis: settings.metaTtlSeconds * 1000,
    excuseMillis: settings.staleIfErrorSeconds * 1000,
    clock: Date.now,
  });
  const results: Results[] = [];
  return {
    ...{ ...images, database: config, warnings: [] },
    withResults(eVol) {
      if (settings.results === 'off') return eVol;
      const made = createResults({ objects: resultsIn(calls), layout, eVol, tell });
      results.push(made);
      return made;
    },
    settled: () => Promise.all(results.map(({ settled }) => settled())),
    follow: (reload) => ({
      async look() {
        if (await config.refresh()) await reload();
      },
      end() {},
    }),
    close: () => config.close(),
  };
}
