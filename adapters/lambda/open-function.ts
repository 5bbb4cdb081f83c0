// Where the function is put together: every driver is chosen here and handed to the core.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  adoptModule,
  createLateApp,
  createMemoryVolume,
  createTurns,
  type Dispatcher,
  homePage,
  limitsOf,
  type OpenedLate,
  openApp,
  type Store,
  type Tell,
} from '../../core/index.ts';
import { markOf } from '../engines/sharp/mark.ts';
import { packagedVersions } from '../engines/sharp/packaged-versions.ts';
import { chooseInputs } from '../node/choose-inputs.ts';
import { loadModules } from '../node/load-modules.ts';
import { createRenderGate } from '../node/render-gate.ts';
import { createHttpSources } from '../sources/http/fetch-source.ts';
import { openBucketStore } from '../volumes/s3/open-bucket-store.ts';
import { openSegmentVolume } from '../volumes/segments/open-segment-volume.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createLateEngine } from './late-engine.ts';
import { createLateUploads } from './late-uploads.ts';
import type { FunctionSettings } from './read-function-settings.ts';

// Asking takes eight calls, which every sandbox would make before its first answer.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
const honouredByAws = { writes: 'quoted', parts: true } as const;

export interface OpenedFunction extends Dispatcher {
  /** Makes ready for pictures now, and not with the first request for one. */
  open(): Promise<unknown>;
  /** Resolves when what was begun and nobody waits for is done. */
  settled(): Promise<unknown>;
}

type Joined = OpenedLate & Pick<Store, 'settled'>;

/** The bucket is asked when it is first needed, and again with the next request where that failed. */
export function openFunction(settings: FunctionSettings, tell: Tell): OpenedFunction {
  const inFlight = createInFlight();
  const late = createLateApp(() => join(settings, tell, inFlight));
  return {
    open: late.open,
    fetch: (request, arrival = {}) => late.fetch(request, { target: '', ...arrival }),
    async settled() {
      await inFlight.settled();
      await (await late.opened()?.catch(() => undefined))?.settled();
    },
  };
}

async function join(settings: FunctionSettings, tell: Tell, { watch }: InFlight): Promise<Joined> {
  const { dataDirectory, pVol: place } = settings;
  const observe: Tell = () => {};
  const spool = path.join(dataDirectory, 'spool');
  const honoured = settings.s3Endpoint === undefined ? honouredByAws : undefined;
  // The other clock of the process stands still while the sandbox is frozen.
  const clock = Date.now;
  const { follow, take: look } = watch(createTurns(clock));
  const store = await openBucketStore({ settings, place, spool, tell, observe, follow, honoured, clock });
  const segments = await openSegmentVolume({
    directory: path.join(dataDirectory, 'evol'),
    capacityBytes: settings.eVolBytes,
    admit: settings.eVolAdmit,
    tell,
  });
  const limits = limitsOf(settings);
  const foreign = await loadModules(settings.modules);
  const versions = packagedVersions();
  const { inputs, warnings } = chooseInputs(settings, versions, tell);
  const loadEngine = async () => {
    const { createSharpEngine } = await import('../engines/sharp/sharp-engine.ts');
    return createSharpEngine({ limits, inputs, modules: foreign });
  };
  const { mDatabase, ledger, pVol, uploads } = store;
  const { dispatcher } = await openApp({
    ...{ settings, inputs, warnings, tell, observe },
    ...(uploads && { resumable: createLateUploads(uploads, limits) }),
    store: { ...store, mDatabase: watch(mDatabase), ledger: watch(ledger), pVol: watch(pVol) },
    mVol: createMemoryVolume({ capacityBytes: settings.mVolBytes }),
    eVol: watch(store.withResults(segments)),
    engine: createLateEngine(markOf(versions), loadEngine),
    gate: watch(createRenderGate(settings, settings.renderers ?? 0)),
    modules: foreign.map(adoptModule),
    fetchSource: createHttpSources({ rules: settings.sources, millis: limits.sourceMillis }),
    // Without one nobody is let in: a token that a sandbox made would be known to nobody.
    token: settings.token || randomBytes(32).toString('hex'),
    clock,
    page: homePage,
    reasons: () => [],
  });
  return { dispatcher, look, settled: store.settled };
}
