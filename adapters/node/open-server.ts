// Where the Node server is put together: every driver is chosen here and handed to the core.
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  adoptModule,
  createDeliveryFields,
  createMemoryVolume,
  deliveryOf,
  type Handlers,
  homePage,
  limitsOf,
  openApp,
  openPVolUpkeep,
  type Settings,
  type Store,
  type Tell,
} from '../../core/index.ts';
import { lockDirectory } from '../databases/sqlite/lock-directory.ts';
import type { Runtime } from '../engines/pool/runtime.ts';
import { versionsOfSharp } from '../engines/sharp/versions.ts';
import { createHttpSources } from '../sources/http/fetch-source.ts';
import { makeDurableDirectory } from '../volumes/file/durable-directory.ts';
import { openSegmentVolume } from '../volumes/segments/open-segment-volume.ts';
import { chooseInputs } from './choose-inputs.ts';
import { createDoor } from './door.ts';
import { createFront } from './front.ts';
import { createHttpServer, drain, listen } from './http-server.ts';
import { createKnownEdge } from './known-edge.ts';
import { loadModules } from './load-modules.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { readingsOf, upkeepReadings } from './metrics/readings.ts';
import { openEngine, renderersOf } from './open-engine.ts';
import { openStore } from './open-store.ts';
import { openUploads } from './open-uploads.ts';
import { createRenderGate } from './render-gate.ts';
import { readOrMakeToken } from './token.ts';
import { isTraced, traceRequests, traceSteps } from './traces.ts';

const frontCapacity = 16_384;
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
  const mVol = createMemoryVolume({ capacityBytes: settings.mVolBytes });
  const segments = await openSegmentVolume({
    directory: join(dataDirectory, 'evol'),
    capacityBytes: settings.eVolBytes,
    admit: settings.eVolAdmit,
    tell,
  });
  opened.push(() => segments.close());

  const modules = (await loadModules(settings.modules)).map(adoptModule);
  const limits = limitsOf(settings);
  const renderers = renderersOf(settings);
  const { inputs, warnings } = chooseInputs(settings, versionsOfSharp(), tell);
  const engine = await openEngine({ ...settings, inputs }, tell, runtime);
  opened.push(() => engine.close());
  const gate = createRenderGate(settings, renderers);
  opened.push(() => gate.close());

  const door = createDoor(settings.requests, createDeliveryFields(deliveryOf(settings, Date.now)));
  const front = createFront({ mVol, mDatabase: store.confirmed, capacity: frontCapacity, clock: Date.now });
  metrics.add(readingsOf({ dataDirectory, mDatabase: store.mDatabase, mVol, eVol: segments, gate }));
  metrics.beforeEach(front.report);
  const { resumable, close: closeUploads } = await openUploads(dataDirectory, store, limits, tell);
  opened.push(closeUploads);
  let leaving = false;
  const traced = isTraced();
  const app = await openApp({
    ...{ settings, store, mVol, engine, gate, inputs, warnings, modules, resumable, tell },
    eVol: store.withResults(segments),
    fetchSource: createHttpSources({ rules: settings.sources, millis: limits.sourceMillis }),
    turn: () => setTimeout(companyMillis),
    token: token.value,
    clock: Date.now,
    observe: metrics.observe,
    page: homePage,
    reasons: () => (leaving ? ['The server is shutting down.'] : []),
    ...(traced ? { around: traceSteps } : {}),
    ...metricsRoomOf(settings, metrics),
    keep: front.keep,
  });
  opened.push(app.close);
  const upkeep = openUpkeep(settings, store, app.handlers, tell, metrics);
  opened.push(upkeep);

  const server = createHttpServer({
    ...{
      dispatcher: traced ? traceRequests(app.dispatcher) : app.dispatcher,
      front,
      door,
      edge: createKnownEdge(settings.originSecret),
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

/** Answers how to end it. In a bucket nothing is left to do: names and bytes go together. */
function openUpkeep(
  { scrubBytes }: Settings,
  { pVol, ledger, database }: Store,
  { pVolSweep }: Handlers,
  tell: Tell,
  { add, observe }: Metrics,
): () => unknown {
  if (pVol.named) return () => {};
  const joined = { pVol, ledger, database, pVolSweep, tell, observe };
  const upkeep = openPVolUpkeep({ ...joined, bytesPerSecond: scrubBytes, clock: Date.now });
  add(upkeepReadings(upkeep));
  return () => upkeep.close();
}

// An address that means "all of them" is not one to open in a browser.
function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}
