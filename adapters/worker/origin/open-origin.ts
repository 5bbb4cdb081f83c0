// The engine `origin`: a caching proxy in front of a server. Who may not have a picture never reaches it, and of those who
// may only one does.
import {
  createDeliveryFields,
  createEdgeOrders,
  defaultLimits,
  deliveryOf,
  Failure,
  failureOf,
  parseTarget,
  problems,
  refuse,
  type Settings,
  type Target,
  type Tell,
  varyOfHints,
} from '../../../core/index.ts';
import { createAskOrigin } from '../../sources/origin/ask-origin.ts';
import { createGenerations } from '../../volumes/cache-api/generations.ts';
import type { Answering } from '../answering.ts';
import { createAnswerDelivery } from './answer-delivery.ts';
import { delivery } from './delivery-job.ts';
import { createFlights } from './flights.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createPassOn } from './pass-on.ts';

// What is larger is asked for by each on its own.
const shareBytes = 4 * 1024 ** 2;

export function openOrigin(settings: Settings & { readonly originUrl: string }, tell: Tell): Answering {
  const { originUrl: origin, originSecret: secret, originMillis: patienceMillis } = settings;
  const cache = caches.default;
  const clock = Date.now;
  const rules = deliveryOf(settings, clock);
  const deliveryFields = createDeliveryFields(rules);
  const orderOf = createEdgeOrders(settings, clock);
  const askOrigin = createAskOrigin({ origin, secret });
  const generations = createGenerations(cache, clock, () => crypto.randomUUID());
  const hints = varyOfHints({ names: settings.clientHints, widths: settings.ladder }).map((name) => name.toLowerCase());
  const varying = [...deliveryFields.varies, ...hints];
  const answerDelivery = createAnswerDelivery({
    ...{ askOrigin, kept: createKeptAnswers(cache, clock), patienceMillis, clock },
    flights: createFlights({ shareBytes, patienceMillis }),
    ifErrorSeconds: settings.staleIfErrorSeconds,
  });
  const passOn = createPassOn({ askOrigin, generations });

  const answer = async (request: Request, context: ExecutionContext): Promise<Response> => {
    const target = parseTarget(targetOf(request), defaultLimits.targetBytes);
    if (target.room === 'healthz') return Response.json({ status: 'ok' }, { headers: { 'Cache-Control': 'no-store' } });
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const order = isReading ? await orderOf(target, request.headers) : undefined;
    if (order !== undefined)
      return answerDelivery(await delivery(request, context, target, order, { varying, generations }));
    if (settings.originApi === 'refuse') refuseManagement(target);
    return passOn(request, context, target);
  };

  return async (request, context) => {
    try {
      return await answer(request, context);
    } catch (error) {
      const failure = failureOf(error);
      if (problems[failure.code].status >= 500) tell('origin.fail', { code: failure.code, error });
      return refuse(failure, deliveryFields.ofRefusal(failure.code, request.headers.get('origin'), []));
    }
  };
}

/** The nearest that the platform shows to what was sent: it has tidied dots away. */
function targetOf({ url }: Request): string {
  return url.slice(url.indexOf('/', url.indexOf('://') + 3));
}

const open: ReadonlySet<Target['room']> = new Set(['img', 'original', 'dialect', 'unknown', 'home', 'readyz']);

function refuseManagement({ room }: Target): void {
  if (!open.has(room)) throw new Failure('forbidden', 'The management API is not reached through this address.');
}
