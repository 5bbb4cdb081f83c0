// A whole server without a socket: real planner, databases, volumes and sharp, joined as a target joins them.
// What a test has to know of the inside is counted at the ports.
import { setTimeout } from 'node:timers/promises';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import type { Disk } from '../../../adapters/volumes/file/disk.ts';
import { openFileVolume } from '../../../adapters/volumes/file/open-file-volume.ts';
import {
  builtinModules,
  createDispatcher,
  createGate,
  createHandlers,
  createMemoryDatabase,
  createMemoryVolume,
  createModuleCache,
  createNativeDialect,
  createPlanner,
  createReadPipeline,
  createTicketLedger,
  createTokenLedger,
  type Database,
  type DeliveryRules,
  type DispatcherParts,
  defaultLimits,
  dialectModules,
  type EphemeralVolume,
  type Ext,
  type FetchSource,
  type GateLimits,
  homePage,
  type ImageEngine,
  type ImageLedger,
  type KeepableAnswer,
  type LifetimeRules,
  type Limits,
  type MezzanineRules,
  openMDatabase,
  openPipelines,
  openTickets,
  openTokens,
  type PersistentVolume,
  type RemoteSourcesConfig,
  type StaleRules,
} from '../../../core/index.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

export const token = 'a-token-for-tests';
export const bearer = { Authorization: `Bearer ${token}` };

export interface HouseConfig {
  readonly limits?: Partial<Limits>;
  readonly inputs?: readonly Ext[];
  readonly gate?: Partial<GateLimits>;
  readonly delivery?: Partial<DeliveryRules>;
  readonly apiOrigins?: DispatcherParts['apiOrigins'];
  readonly replace?: DispatcherParts['replace'];
  /** Wraps the engine, for tests that slow it down or break it. */
  readonly engine?: (engine: ImageEngine) => ImageEngine;
  /** Of pVol. */
  readonly disk?: Disk;
  readonly pVol?: (pVol: PersistentVolume) => PersistentVolume;
  readonly ledger?: (ledger: ImageLedger) => ImageLedger;
  /** Bytes of mVol, and eVol's driver; without one there is no eVol. */
  readonly mVolBytes?: number;
  readonly eVol?: EphemeralVolume;
  readonly graceMillis?: number;
  readonly metrics?: DispatcherParts['metrics'];
  readonly fetchSource?: FetchSource;
  /** Sources of image URLs: which, and the bounds. */
  readonly remote?: Partial<RemoteSourcesConfig & LifetimeRules>;
  /** Off unless asked for: most tests count renders. */
  readonly refine?: boolean;
  readonly stale?: Partial<StaleRules>;
  /** Nothing is shared unless asked for. */
  readonly moduleCacheBytes?: number;
  /** No mezzanines unless asked for. */
  readonly mezzanines?: MezzanineRules & { readonly bytes: number };
  /** Of tokens and sources. */
  readonly clock?: () => number;
  /** Of the configuration. */
  readonly pipelines?: Readonly<Record<string, string>>;
  readonly database?: Database;
  readonly mounted?: DispatcherParts['mounted'];
  readonly explain?: boolean;
  readonly redirectBytes?: number;
  readonly ready?: { ready: boolean; reasons: string[] };
}

const remoteRules: RemoteSourcesConfig & LifetimeRules = {
  ...{ usual: 3600, least: 0, most: 86_400 },
  rules: [],
  fetches: 32,
  waiting: 512,
  negativeSeconds: 10,
  staleWhileRevalidateSeconds: 0,
  staleIfErrorSeconds: 0,
};

const roomyGate: GateLimits = { slots: 2, spare: 1, queue: 100, waitMillis: 60_000, burstMillis: 0, bytes: 2 ** 32 };

/** What a Request takes as its body. */
export type Body = NonNullable<RequestInit['body']>;

export type House = Awaited<ReturnType<typeof openHouse>>;

export async function openHouse(config: HouseConfig = {}) {
  const folder = await scratchFolder();
  const limits = { ...defaultLimits, ...config.limits };
  const inputs = config.inputs ?? ['jpg', 'png', 'webp', 'gif'];
  const count = { probes: 0, renders: 0, pVolReads: 0, mVolReads: 0, staged: 0, open: 0 };
  const told: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const observed: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const kept: KeepableAnswer[] = [];

  const engine = countEngine((config.engine ?? same)(createSharpEngine({ limits, inputs })), count);
  const pVol = countPVol(
    (config.pVol ?? same)(await openFileVolume({ directory: folder, ...(config.disk && { disk: config.disk }) })),
    count,
  );
  const mVol = countMVol(createMemoryVolume({ capacityBytes: config.mVolBytes ?? 64 * 1024 * 1024 }), count);
  const eVol = config.eVol ?? createMemoryVolume({ capacityBytes: 0 });
  const audited: Readonly<Record<string, unknown>>[] = [];
  const tell = (event: string, fields = {}) =>
    void (event === 'audit' ? audited.push(fields) : told.push({ event, fields }));
  const database = config.database ?? createMemoryDatabase();
  const dialect = createNativeDialect(builtinModules);
  const index = await openMDatabase({ database, tell });
  const { mDatabase } = index;
  const ledger = (config.ledger ?? same)(index.ledger);
  const gate = createGate({ ...roomyGate, ...config.gate });
  const remote = { ...remoteRules, ...config.remote };
  const stale: StaleRules = { ifErrorSeconds: 0, whileRevalidateSeconds: 0, ...config.stale };
  const moduleCache = createModuleCache({ capacityBytes: config.moduleCacheBytes ?? 0, keepMillis: 60_000 });
  const handlers = createHandlers({
    pVol,
    mVol,
    eVol,
    mDatabase,
    ledger,
    graceMillis: config.graceMillis ?? 24 * 3_600_000,
    engine,
    gate,
    limits,
    inputs,
    clock: config.clock ?? Date.now,
    staleSeconds: Math.max(stale.ifErrorSeconds, stale.whileRevalidateSeconds),
    tell,
    moduleCache,
    // Long enough for whatever a test sends at once, on a machine that has other things to do.
    turn: () => setTimeout(30),
    mezzanineBytes: config.mezzanines?.bytes ?? 0,
    ...(config.fetchSource && {
      remote: { fetchSource: config.fetchSource, lifetime: remote, config: remote },
    }),
    observe: (event, fields = {}) => void observed.push({ event, fields }),
  });
  const dispatcher = createDispatcher({
    handlers,
    planner: createPlanner([...builtinModules, ...dialectModules]),
    dialect,
    pipelines: await openPipelines({
      database,
      fixed: new Map(Object.entries(config.pipelines ?? {})),
      read: createReadPipeline(dialect),
      tell,
    }),
    mark: engine.mark,
    limits,
    refine: config.refine ?? false,
    stale,
    share: moduleCache.capacityBytes > 0,
    mezzanines: config.mezzanines,
    delivery: {
      keys: [],
      unsigned: 'any',
      ladder: { widths: [640], snap: 'up' },
      sources: remote.rules,
      clock: Date.now,
      ...config.delivery,
    },
    inputs,
    token,
    tokens: await openTokens(createTokenLedger(database), config.clock ?? Date.now),
    tickets: await openTickets(createTicketLedger(database), config.clock ?? Date.now),
    page: homePage,
    ready: () => config.ready ?? { ready: true, reasons: [] },
    tell,
    ...(config.mounted && { mounted: config.mounted }),
    ...(config.explain !== undefined && { explain: config.explain }),
    ...(config.apiOrigins && { apiOrigins: config.apiOrigins }),
    ...(config.replace && { replace: config.replace }),
    ...(config.redirectBytes !== undefined && { redirectBytes: config.redirectBytes }),
    ...(config.metrics && { metrics: config.metrics }),
    ...(config.fetchSource && { fetchSource: config.fetchSource }),
    keep: (answer) => void kept.push(answer),
  });

  const ask = (method: string, target: string, init: RequestInit & { duplex?: 'half' } = {}) =>
    dispatcher.fetch(new Request('http://localhost/', { ...init, method }), { target });

  return {
    ask,
    get: (target: string, headers: Record<string, string> = {}) => ask('GET', target, { headers }),
    put: (name: string, body: Body, headers: Record<string, string> = {}) =>
      ask('PUT', `/api/images/${name}`, { body, headers: { ...bearer, ...headers } }),
    dispatcher,
    folder,
    count,
    /** Without the audit log. */
    told,
    audited,
    /** What handlers count. */
    observed,
    kept,
    mVol,
    eVol,
    moduleCache,
    mDatabase,
    ledger,
    pVol,
    sweep: handlers.pVolSweep,
    /** Addresses of all committed originals. */
    async stored() {
      const addresses: string[] = [];
      for await (const { imgAddr } of pVol.list()) addresses.push(imgAddr);
      return addresses;
    },
  };
}

/** The body of a JSON answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at fields whose values they then compare
export async function jsonOf(answer: Response): Promise<any> {
  return answer.json();
}

const same = <T>(value: T): T => value;

type Count = { [K in 'probes' | 'renders' | 'pVolReads' | 'mVolReads' | 'staged' | 'open']: number };

function countEngine(engine: ImageEngine, count: Count): ImageEngine {
  return {
    ...engine,
    probe(source, signal, dear) {
      count.probes += 1;
      return engine.probe(source, signal, dear);
    },
    render(task, signal) {
      count.renders += 1;
      return engine.render(task, signal);
    },
  };
}

function countPVol(pVol: PersistentVolume, count: Count): PersistentVolume {
  return {
    ...pVol,
    async stage(bytes, limits) {
      const staged = await pVol.stage(bytes, limits);
      count.staged += 1;
      count.open += 1;
      return {
        ...staged,
        bytes: () => staged.bytes(),
        commit: (ext) => staged.commit(ext),
        discard() {
          count.open -= 1;
          return staged.discard();
        },
      };
    },
    read(imgAddr, range) {
      count.pVolReads += 1;
      return pVol.read(imgAddr, range);
    },
  };
}

function countMVol(mVol: EphemeralVolume, count: Count): EphemeralVolume {
  return {
    ...mVol,
    read(key) {
      count.mVolReads += 1;
      return mVol.read(key);
    },
  };
}
