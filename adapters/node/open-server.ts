// Where the Node server is put together: every driver is chosen here and handed to the core.
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  adoptModule,
  builtinModules,
  createDeliveryFields,
  createDispatcher,
  createHandlers,
  createMemoryVolume,
  createModuleCache,
  createNativeDialect,
  createPlanner,
  createReadPipeline,
  createTicketLedger,
  createTokenLedger,
  dialectModules,
  type FetchSource,
  type HandlersParts,
  homePage,
  joinModules,
  mountDialects,
  openPipelines,
  openPVolUpkeep,
  openTickets,
  openTokens,
  type Settings,
  type Tell,
} from '../../core/index.ts';
import { lockDirectory } from '../databases/sqlite/lock-directory.ts';
import type { Runtime } from '../engines/pool/runtime.ts';
import { versionsOfSharp } from '../engines/sharp/versions.ts';
import { createHttpSources } from '../sources/http/fetch-source.ts';
import { makeDurableDirectory } from '../volumes/file/durable-directory.ts';
import { openSegmentVolume } from '../volumes/segments/open-segment-volume.ts';
import { chooseInputs } from './choose-inputs.ts';
import { deliveryOf } from './delivery-of.ts';
import { createDoor } from './door.ts';
import { createFront } from './front.ts';
import { createHttpServer, drain, listen } from './http-server.ts';
import { loadModules } from './load-modules.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { readingsOf, upkeepReadings } from './metrics/readings.ts';
import { limitsOf, openEngine, renderersOf } from './open-engine.ts';
import { openStore } from './open-store.ts';
import { openUploads } from './open-uploads.ts';
import { createRenderGate } from './render-gate.ts';
import { readOrMakeToken } from './token.ts';
import { isTraced, traceRequests, traceSteps } from './traces.ts';

const hourMillis = 3_600_000;
const frontCapacity = 16_384;
// A page's pictures are asked for within seconds of each other.
const moduleCacheMillis = 5_000;
// Between two requests that were sent together; a render of what they may share takes ten times as long. The first of a
// page's requests is alone when it is read, so everyone waits for it.
const companyMillis = 2;

export interface RunningServer {
  readonly url: string;
  readonly dataDirectory: string;
  readonly tokenKeptIn: string;
  /** Accepted requests finish, then everything is closed. */
  close(): Promise<void>;
}

/** Resolves when the server answers requests. On failure everything that was opened is closed again. */
export async function openServer(settings: Settings, log: Tell, runtime?: Runtime): Promise<RunningServer> {
  const opened: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await open(settings, log, opened, closeAll, runtime);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function open(
  settings: Settings,
  log: Tell,
  opened: (() => unknown)[],
  close: () => Promise<void>,
  runtime?: Runtime,
): Promise<RunningServer> {
  const dataDirectory = resolve(settings.dataDirectory);
  const metrics = createMetrics();
  const tell: Tell = (event, fields) => {
    log(event, fields);
    metrics.observe(event, fields);
  };
  // Durable itself: what is acknowledged below a directory whose name was never synced can go with it.
  await makeDurableDirectory(dataDirectory);
  const lock = await lockDirectory(dataDirectory);
  opened.push(() => lock.release());
  const token = await readOrMakeToken(dataDirectory, settings.token);

  const store = await openStore(settings, dataDirectory, tell, metrics.observe);
  opened.push(() => store.close());
  const { database, mDatabase, ledger, pVol } = store;
  const mVol = createMemoryVolume({ capacityBytes: settings.mVolBytes });

  const segments = await openSegmentVolume({
    directory: join(dataDirectory, 'evol'),
    capacityBytes: settings.eVolBytes,
    admit: settings.eVolAdmit,
    tell,
  });
  opened.push(() => segments.close());
  const eVol = store.withResults(segments);

  const planned = joinModules(
    [...builtinModules, ...dialectModules],
    (await loadModules(settings.modules)).map(adoptModule),
  );
  // The native grammar does not know those of dialects.
  const modules = planned.filter((module) => !dialectModules.includes(module));
  const limits = limitsOf(settings);
  const renderers = renderersOf(settings);
  const { inputs, warnings } = chooseInputs(settings, versionsOfSharp(), tell);
  const engine = await openEngine({ ...settings, inputs }, tell, runtime);
  opened.push(() => engine.close());
  const gate = createRenderGate(settings, renderers);
  opened.push(() => gate.close());

  const delivery = deliveryOf(settings);
  const door = createDoor(settings.requests, createDeliveryFields(delivery));
  const front = createFront({ mVol, mDatabase: store.confirmed, capacity: frontCapacity, clock: Date.now });
  metrics.add(readingsOf({ dataDirectory, mDatabase, mVol, eVol: segments, gate }));
  metrics.beforeEach(front.report);
  const stale = {
    ifErrorSeconds: settings.staleIfErrorSeconds,
    whileRevalidateSeconds: settings.staleWhileRevalidateSeconds,
  };
  const dialect = createNativeDialect(modules);
  const fetchSource = createHttpSources({ rules: settings.sources, millis: limits.sourceMillis });
  let leaving = false;
  const handlers = createHandlers({
    pVol,
    mVol,
    eVol,
    mDatabase,
    ledger,
    graceMillis: settings.graceHours * hourMillis,
    staleSeconds: Math.max(stale.ifErrorSeconds, stale.whileRevalidateSeconds),
    engine,
    gate,
    limits,
    inputs,
    clock: Date.now,
    tell,
    moduleCache: createModuleCache({ capacityBytes: settings.moduleCacheBytes, keepMillis: moduleCacheMillis }),
    turn: () => setTimeout(companyMillis),
    remote: remoteOf(settings, fetchSource),
    observe: metrics.observe,
  });
  const upkeep = pVol.named
    ? undefined
    : openPVolUpkeep({
        pVol,
        ledger,
        database,
        pVolSweep: handlers.pVolSweep,
        bytesPerSecond: settings.scrubBytes,
        clock: Date.now,
        tell,
        observe: metrics.observe,
      });
  if (upkeep !== undefined) {
    opened.push(() => upkeep.close());
    metrics.add(upkeepReadings(upkeep));
  }
  const pipelines = await openPipelines({
    database,
    fixed: settings.pipelines,
    read: createReadPipeline(dialect),
    tell,
  });
  const tokens = await openTokens(createTokenLedger(database), Date.now);
  const { resumable, close: closeUploads } = await openUploads(dataDirectory, limits, tell);
  opened.push(closeUploads);
  const tickets = await openTickets(createTicketLedger(database), Date.now);
  opened.push(store.follow(() => Promise.all([pipelines, tokens, tickets].map((one) => one.reload()))));
  const said = [...warnings, ...store.warnings];
  const traced = isTraced();
  const steps = { handlers, planner: createPlanner(planned) };
  const dispatcher = createDispatcher({
    ...(traced ? traceSteps(steps) : steps),
    dialect,
    mounted: mountDialects(settings, planned),
    explain: settings.explain === 'on',
    pipelines,
    mark: engine.mark,
    limits,
    refine: settings.refine === 'on',
    stale,
    share: settings.moduleCacheBytes > 0,
    delivery,
    apiOrigins: settings.apiOrigins,
    replace: settings.replace,
    inputs,
    fetchSource,
    token: token.value,
    tokens,
    tickets,
    resumable,
    page: homePage,
    ready: () =>
      leaving
        ? { ready: false, reasons: ['The server is shutting down.'], warnings: said }
        : { ready: true, reasons: [], warnings: said },
    tell,
    observe: metrics.observe,
    ...metricsRoomOf(settings, metrics),
    keep: front.keep,
  });

  const server = createHttpServer({
    ...{
      dispatcher: traced ? traceRequests(dispatcher) : dispatcher,
      front,
      door,
      timeouts: settings,
      proxies: settings.proxies,
    },
    patience: { idleMillis: settings.idleMillis, uploadBytesPerSecond: settings.uploadRate },
  });
  server.maxConnections = settings.connections;
  const port = await listen(server, settings.host, settings.port);
  const draining = { delayMillis: settings.drainDelayMillis, graceMillis: settings.drainMillis };
  opened.push(() => drain(server, draining));
  return {
    url: urlOf(settings.host, port),
    dataDirectory,
    tokenKeptIn: token.keptIn,
    close() {
      leaving = true;
      return close();
    },
  };
}

function metricsRoomOf({ metrics: who }: Settings, { text }: Metrics) {
  return who === 'off' ? {} : { metrics: { open: who === 'open', text } };
}

function remoteOf(settings: Settings, fetchSource: FetchSource): NonNullable<HandlersParts['remote']> {
  return {
    fetchSource,
    lifetime: {
      usual: settings.sourceUsualSeconds,
      least: settings.sourceLeastSeconds,
      most: settings.sourceMostSeconds,
    },
    config: {
      rules: settings.sources,
      fetches: settings.sourceFetches,
      waiting: Math.max(1, Math.floor(settings.requests / 4)),
      negativeSeconds: settings.sourceNegativeSeconds,
      staleWhileRevalidateSeconds: settings.staleWhileRevalidateSeconds,
      staleIfErrorSeconds: settings.staleIfErrorSeconds,
    },
  };
}

// An address that means "all of them" is not one to open in a browser.
function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}
