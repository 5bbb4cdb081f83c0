// The dispatcher: a Hono application whose routes are rooms. The target is parsed once, before Hono sees the request,
// and Hono routes on the room that was found; it never decodes, authorises or addresses anything.
import { Hono } from 'hono';
import type { Dialect } from '../dialect/dialect.ts';
import type { Mounted } from '../dialect/mount.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import { mediaTypes } from '../handlers/accept-bytes.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Pipelines } from '../handlers/pipelines.ts';
import type { Ext } from '../image/format.ts';
import { createHead, createHeadOf } from '../pipeline/head.ts';
import type { MezzanineRules } from '../pipeline/mezzanine-plan.ts';
import type { Planner } from '../pipeline/planner.ts';
import { createRefinery } from '../pipeline/refinery.ts';
import { createStaleResults, type StaleRules } from '../pipeline/stale.ts';
import { createTail } from '../pipeline/tail.ts';
import { createAccess } from '../policy/access.ts';
import { defaultCacheRules } from '../policy/cache-control.ts';
import { clientOf } from '../policy/client-of.ts';
import { createGrantDelivery, type DeliveryRules } from '../policy/delivery.ts';
import type { Limits } from '../policy/limits.ts';
import type { Origins } from '../policy/origins.ts';
import type { Tickets } from '../policy/tickets.ts';
import type { Tokens } from '../policy/tokens.ts';
import type { FetchSource } from '../source/fetch-source.ts';
import { createApiCors } from './api-cors.ts';
import { createDeleteRoom } from './delete-room.ts';
import { createDeliveryFields, type Fields } from './delivery-fields.ts';
import { createDialectRoom } from './dialect-room.ts';
import { createDocsRoom, createOpenApiRoom } from './docs-rooms.ts';
import { answerHealth, createReadyRoom, type Readiness } from './health-rooms.ts';
import type { HomePage } from './home-page/home-page.ts';
import { createHomeRoom } from './home-room.ts';
import { createImageRoom } from './image-room.ts';
import { createImagesRoom } from './images-room.ts';
import { createImgRoom } from './img-room.ts';
import type { KeepableAnswer } from './keepable-answer.ts';
import { createManaged } from './managed.ts';
import { createMetricsRoom, type MetricsText } from './metrics-room.ts';
import { createNativeOrders } from './native-orders.ts';
import { observed } from './observed.ts';
import { createOriginalRoom } from './original-room.ts';
import { createPipelineRoom, createPipelinesRoom } from './pipeline-rooms.ts';
import { createPlacesOf } from './places.ts';
import type { Replace } from './preconditions.ts';
import { failureOf } from './problem.ts';
import { createPurgeRoom } from './purge-room.ts';
import { createRedirect } from './redirect.ts';
import { failureOfVisit, refuse, unkept } from './refuse.ts';
import { toldOfRequest } from './request-id.ts';
import { createResumableRoom } from './resumable-room.ts';
import type { ResumableUploads } from './resumable-uploads.ts';
import { createSignRoom } from './sign-room.ts';
import { parseTarget, type Room, type Target } from './target.ts';
import { createTicketRoom, createTicketsRoom, ticketCors } from './ticket-rooms.ts';
import { createTokenRoom, createTokensRoom } from './token-rooms.ts';
import type { Answer, Visit } from './visit.ts';

export interface DispatcherParts {
  readonly handlers: Handlers;
  readonly planner: Planner;
  readonly dialect: Dialect;
  /** Foreign dialects, in the order in which they are asked at one place. */
  readonly mounted?: readonly Mounted[];
  /** Whether a refused foreign URL is told which part of it is wrong. */
  readonly explain?: boolean;
  readonly pipelines: Pipelines;
  /** The engine's mark. */
  readonly mark: string;
  readonly limits: Limits;
  /** Whether results that are asked for again are refined when the server is idle. */
  readonly refine: boolean;
  /** Whether results of one source may be made together. */
  readonly share: boolean;
  /** Which sources have mezzanines; none where it is absent. */
  readonly mezzanines?: MezzanineRules | undefined;
  readonly delivery: DeliveryRules;
  /** Origins whose scripts may use the management API; none where it is absent. */
  readonly apiOrigins?: Origins;
  /** How a name is given new bytes; by any upload where it is absent. */
  readonly replace?: Replace;
  readonly stale: StaleRules;
  /** Of an original, from which on its store answers in our place where it can; never where it is 0 or absent. */
  readonly redirectBytes?: number;
  /** Formats accepted as originals. */
  readonly inputs: readonly Ext[];
  /** Fetches images from elsewhere; refuses all where it is absent. */
  readonly fetchSource?: FetchSource;
  /** Of the management API. */
  readonly token: string;
  /** Further ones, of less. */
  readonly tokens: Tokens;
  readonly tickets: Tickets;
  /** Uploads in pieces; none where it is absent. */
  readonly resumable?: ResumableUploads;
  readonly page: (nonce: string) => HomePage;
  readonly ready: () => Readiness;
  readonly tell: Tell;
  /** Hears of what is only counted: it happens too often for a log. */
  readonly observe?: Tell;
  /** Without it there is no such room. `open`: also for who has no token. */
  readonly metrics?: { readonly open: boolean; text(): Promise<MetricsText> };
  /** Told of every answer that a front may repeat. */
  readonly keep?: (answer: KeepableAnswer) => void;
}

/** What a runtime knows of a request besides the Request. */
export interface Arrival {
  /** The request target as the socket received it: a Request only shows a normalised form of it. */
  readonly target?: string;
  /** Fires when the client has left; the request's own signal where it is absent. */
  readonly signal?: AbortSignal;
  /**
   * The client's address, from the socket or from a proxy that is trusted; asked only by those who wait. Without one,
   * all requests count as one client's.
   */
  readonly address?: () => string | undefined;
}

export interface Dispatcher {
  /** Never rejects: whatever is thrown becomes a problem document. */
  fetch(request: Request, arrival?: Arrival): Promise<Response>;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const {
    handlers,
    limits,
    inputs,
    tell,
    keep,
    metrics,
    observe = () => {},
    fetchSource = fetchNothing,
    replace = 'any',
  } = parts;
  const access = createAccess(parts);
  const managed = createManaged(access);
  const grantDelivery = createGrantDelivery(parts.delivery);
  const deliveryFields = createDeliveryFields(parts.delivery);
  const apiCors = createApiCors(parts.apiOrigins ?? []);

  const refinery = createRefinery(parts);
  const headOf = createHeadOf(parts);

  const { hints = [], ladder } = parts.delivery;
  const img = createImgRoom({
    hints: hints.length === 0 ? undefined : { names: hints, widths: ladder.widths },
    deliveryFields,
    cache: parts.delivery.cache ?? defaultCacheRules,
    head: createHead({ ...parts, headOf }),
    tail: createTail({ ...parts, refinery }),
    refinery,
    staleResults: createStaleResults({ ...parts, headOf }),
    // A front knows targets only: it cannot tell a host whose every path is a dialect's from others.
    keep: parts.mounted?.some(({ host }) => host !== undefined) ? undefined : keep,
    observe,
  });
  const original = createOriginalRoom({
    ...{ handlers, deliveryFields },
    redirect: createRedirect({ ...parts, clock: parts.delivery.clock }),
  });
  const orders = createNativeOrders({ ...parts, grantDelivery });
  const placesOf = createPlacesOf(parts.mounted ?? []);

  const metricsAnswer = metrics === undefined ? answerNothing : createMetricsRoom(metrics.text);

  const resumableRoom = createResumableRoom({ ...parts, access, observe });

  const rooms: Readonly<Record<Room, Answer>> = {
    img: (visit) => img(visit, orders.img),
    original: (visit) => original(visit, orders.original),
    dialect: createDialectRoom({ ...parts, img, original, grantDelivery, deliveryFields }),
    image: managed(createImageRoom({ handlers, limits, inputs, observe, replace }), {
      ...reading,
      PUT: 'write',
      PATCH: 'write',
      DELETE: 'delete',
    }),
    images: managed(createImagesRoom({ handlers, limits, inputs, observe, replace, fetchSource }), {
      ...reading,
      POST: 'write',
    }),
    sign: managed(createSignRoom(parts), { POST: 'read' }),
    delete: managed(createDeleteRoom(parts), { POST: 'delete' }),
    tickets: managed(createTicketsRoom(parts), { POST: 'write' }),
    ticket: createTicketRoom({ ...parts, observe }),
    resumables: resumableRoom,
    resumable: resumableRoom,
    purge: managed(createPurgeRoom(handlers), { POST: 'delete' }),
    tokens: managed(createTokensRoom(parts.tokens)),
    token: managed(createTokenRoom(parts.tokens)),
    pipelines: managed(createPipelinesRoom(parts.pipelines), reading),
    pipeline: managed(createPipelineRoom(parts.pipelines), reading),
    openapi: createOpenApiRoom(),
    docs: createDocsRoom(),
    api: managed(answerNothing),
    home: createHomeRoom(parts.page),
    healthz: answerHealth,
    readyz: createReadyRoom(parts.ready),
    metrics: metrics?.open === false ? managed(metricsAnswer, reading) : metricsAnswer,
    unknown: answerNothing,
  };

  const fieldsOfRefusal = ({ code }: Failure, { request, target }: Visit): Fields => {
    if (target.room === 'original') return deliveryFields.ofRefusal(code, request.headers.get('origin'), []);
    if (openToPages.has(target.room)) return { ...unkept, ...ticketCors };
    return code === 'unsupported-type' ? { ...unkept, Accept: mediaTypes(inputs) } : unkept;
  };

  const guarded = (answer: Answer) => async (visit: Visit) => {
    try {
      return await answer(visit);
    } catch (error) {
      const failure = failureOfVisit(error, visit);
      return refuse(failure, fieldsOfRefusal(failure, visit));
    }
  };

  const app = new Hono<{ Bindings: Visit }>({ getPath: (_request, options) => `/${options?.env?.target.room}` });
  for (const [room, answer] of Object.entries(rooms)) {
    const answerSafely = guarded(answer);
    // `all`, because Hono would run a GET route for HEAD behind our back; the rooms look at the method themselves.
    app.all(`/${room}`, (context) => answerSafely(context.env));
  }

  return {
    async fetch(request, { target: received, signal, address } = {}) {
      let target: Target;
      try {
        target = parseTarget(received ?? request.url, limits.targetBytes);
      } catch (error) {
        // It counts as delivery: its refusal is the same for everyone and worth keeping. It may have asked to negotiate.
        const failure = failureOf(error);
        const fields = deliveryFields.ofRefusal(failure.code, request.headers.get('origin'), ['Accept']);
        return observed(observe, 'unknown', request, () => refuse(failure, fields));
      }
      const places = placesOf(target, request.headers);
      if (places.length > 0) target = { ...target, room: 'dialect' };
      const told = toldOfRequest(request, tell);
      const visit: Visit = {
        request,
        target,
        places,
        received,
        signal: () => signal ?? request.signal,
        client: () => clientOf(address?.()),
        realm: '',
        who: '',
        tell: told.tell,
      };
      const answer = async () => told.marked(await app.fetch(request, visit));
      return observed(observe, target.room, request, () => apiCors(request, target, answer));
    },
  };
}

const openToPages: ReadonlySet<Room> = new Set(['ticket', 'resumables', 'resumable']);

const reading = { GET: 'read', HEAD: 'read' } as const;

function fetchNothing(): never {
  throw new Failure('forbidden', 'Expected no URL: this server fetches no images from elsewhere.', { subject: 'url' });
}

function answerNothing(): never {
  throw new Failure('not-found', 'There is nothing under this URL.');
}
