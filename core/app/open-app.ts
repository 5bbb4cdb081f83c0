// The server but for its socket: what every target joins in the same way once it has chosen its drivers.

import { createTicketLedger } from '../database/ticket-ledger.ts';
import { createTokenLedger } from '../database/token-ledger.ts';
import { createNativeDialect } from '../dialect/native.ts';
import { createReadPipeline } from '../dialect/read-pipeline.ts';
import { createDispatcher, type Dispatcher, type DispatcherParts } from '../dispatcher/dispatcher.ts';
import type { ImageEngine } from '../engine/image-engine.ts';
import type { Gate } from '../flow/gate.ts';
import { createHandlers, type Handlers, type HandlersParts } from '../handlers/handlers.ts';
import { createModuleCache } from '../handlers/module-cache.ts';
import { openPipelines } from '../handlers/pipelines.ts';
import { dialectModules } from '../pipeline/dialect-modules.ts';
import { joinModules } from '../pipeline/foreign-module.ts';
import { mezzanineRules } from '../pipeline/mezzanine-plan.ts';
import type { Module } from '../pipeline/module.ts';
import { builtinModules } from '../pipeline/modules.ts';
import { createPlanner, type Planner } from '../pipeline/planner.ts';
import { mountDialects } from '../policy/mount-dialects.ts';
import type { Settings } from '../policy/settings/settings.ts';
import { openTickets } from '../policy/tickets.ts';
import { openTokens } from '../policy/tokens.ts';
import type { FetchSource } from '../source/fetch-source.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import { deliveryOf } from './delivery-of.ts';
import { limitsOf } from './limits-of.ts';
import { remoteOf } from './remote-of.ts';
import type { Store } from './store.ts';

const hourMillis = 3_600_000;
// A page's pictures are asked for within seconds of each other.
const moduleCacheMillis = 5_000;

export interface Steps {
  readonly handlers: Handlers;
  readonly planner: Planner;
}

export interface AppParts
  extends Pick<DispatcherParts, 'resumable' | 'page' | 'metrics' | 'keep' | 'tell'>,
    Pick<HandlersParts, 'turn'> {
  readonly settings: Settings;
  readonly store: Store;
  readonly mVol: EphemeralVolume;
  /** With what lies behind it. */
  readonly eVol: EphemeralVolume;
  readonly engine: ImageEngine;
  readonly gate: Gate;
  /** Formats that this engine decodes, of those that the settings name. */
  readonly inputs: Settings['inputs'];
  /** For /readyz, besides those of the store. */
  readonly warnings: readonly string[];
  /** Third-party ones. */
  readonly modules: readonly Module[];
  readonly fetchSource: FetchSource;
  /** Of the management API. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly observe: NonNullable<DispatcherParts['observe']>;
  /** Why it is not ready, in sentences; none where it is. */
  readonly reasons: () => readonly string[];
  /** Puts something around the steps of a request, as traces are. */
  readonly around?: (steps: Steps) => Steps;
}

export interface App {
  readonly dispatcher: Dispatcher;
  readonly handlers: Handlers;
  /** Ends following what other servers change. */
  close(): void;
}

/** Reads tokens, tickets and named pipelines of the store; fails as its database does. */
export async function openApp(parts: AppParts): Promise<App> {
  const { settings, store, engine, clock, tell, around = (steps) => steps } = parts;
  const { database } = store;
  const planned = joinModules([...builtinModules, ...dialectModules], parts.modules);
  // The native grammar does not know those of dialects.
  const dialect = createNativeDialect(planned.filter((module) => !dialectModules.includes(module)));
  const handlers = createHandlers(handlersParts(parts));
  const read = createReadPipeline(dialect);
  const pipelines = await openPipelines({ database, fixed: settings.pipelines, read, tell });
  const tokens = await openTokens(createTokenLedger(database), clock);
  const shared: { reload(): Promise<unknown> }[] = [pipelines, tokens];
  const following = store.follow(() => Promise.all(shared.map((one) => one.reload())));
  const tickets = await openTickets(createTicketLedger(database), clock, following.look);
  shared.push(tickets);
  const warnings = [...parts.warnings, ...store.warnings];
  const dispatcher = createDispatcher({
    ...parts,
    ...around({ handlers, planner: createPlanner(planned) }),
    ...{ dialect, pipelines, tokens, tickets },
    mounted: mountDialects(settings, planned),
    explain: settings.explain === 'on',
    mark: engine.mark,
    limits: limitsOf(settings),
    refine: settings.refine === 'on',
    stale: {
      ifErrorSeconds: settings.staleIfErrorSeconds,
      whileRevalidateSeconds: settings.staleWhileRevalidateSeconds,
    },
    share: settings.moduleCacheBytes > 0,
    mezzanines: settings.mezzanineBytes > 0 && parts.eVol.capacityBytes > 0 ? mezzanineRules : undefined,
    delivery: deliveryOf(settings, clock),
    apiOrigins: settings.apiOrigins,
    replace: settings.replace,
    redirectBytes: settings.redirectBytes,
    ready() {
      const reasons = parts.reasons();
      return { ready: reasons.length === 0, reasons, warnings };
    },
  });
  return { dispatcher, handlers, close: following.end };
}

function handlersParts({ settings, store, fetchSource, ...parts }: AppParts): HandlersParts {
  return {
    ...parts,
    ...{ pVol: store.pVol, mDatabase: store.mDatabase, ledger: store.ledger },
    graceMillis: settings.graceHours * hourMillis,
    staleSeconds: Math.max(settings.staleIfErrorSeconds, settings.staleWhileRevalidateSeconds),
    limits: limitsOf(settings),
    moduleCache: createModuleCache({ capacityBytes: settings.moduleCacheBytes, keepMillis: moduleCacheMillis }),
    mezzanineBytes: settings.mezzanineBytes,
    remote: remoteOf(settings, fetchSource),
  };
}
