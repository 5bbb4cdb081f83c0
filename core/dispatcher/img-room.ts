// GET, HEAD and OPTIONS of a transformation, as /img and foreign dialects order it.
import type { Download } from '../dialect/asked.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Head, Headed } from '../pipeline/head.ts';
import { type Refinery, type Standing, sharedOf } from '../pipeline/refinery.ts';
import type { Stale, StaleResults } from '../pipeline/stale.ts';
import type { Result, Tail } from '../pipeline/tail.ts';
import type { Grant } from '../policy/delivery.ts';
import type { Recipe } from '../recipe/recipe.ts';
import {
  bodyFields,
  type Fields,
  fromMVol,
  fromPlan,
  fromResult,
  staleFields,
  standingFields,
  validatorsOfResult,
  varyAccept,
} from './img-fields.ts';
import type { KeepableAnswer } from './keepable-answer.ts';
import { deliveryOptions, requireDeliveryMethod } from './methods.ts';
import { isNotModified } from './preconditions.ts';
import { failureOf, problems } from './problem.ts';
import { failureOfVisit } from './refuse.ts';
import type { Visit } from './visit.ts';

// How often a visit starts again because its source was replaced under it.
const attempts = 3;

export interface Order {
  readonly recipe: Recipe;
  readonly grant: Grant;
  readonly download?: Download | undefined;
  /** Whether a front may repeat the answer for this target. */
  readonly keepable: boolean;
}

/** How orders come in, and how they are refused. */
export interface Counter {
  take(visit: Visit): Promise<Order>;
  refuse(failure: Failure, fields: Fields): Response;
}

export type ImgRoom = (visit: Visit, counter: Counter) => Promise<Response>;

export interface ImgRoomParts {
  readonly head: Head;
  readonly tail: Tail;
  readonly refinery: Refinery;
  readonly staleResults: StaleResults;
  readonly keep: ((answer: KeepableAnswer) => void) | undefined;
  readonly tell: Tell;
  readonly observe: Tell;
}

export function createImgRoom({ head, tail, refinery, staleResults, keep, tell, observe }: ImgRoomParts): ImgRoom {
  const observeResult = (result: Result): void => {
    observe('result', { from: result.from === 'engine' ? (result.joined ? 'joined' : 'rendered') : result.from });
    if (result.from !== 'engine' || result.joined) return;
    observe('render', { seconds: result.renderMillis / 1000, queueSeconds: result.queueMillis / 1000 });
  };

  const answerGet = ({ target, received }: Visit, order: Order, result: Result): Response => {
    const { standing } = result;
    const { grant, download } = order;
    const length = { 'Content-Length': String(result.bytes.byteLength) };
    const later = { ...standingFields(standing, grant), ...bodyFields(standing, download), ...length, ...fromMVol };
    // Only what mVol had: the second use of a result comes by here too, so that Tail can tell eVol of it.
    // A target in absolute-form is not kept: its authority could be anything, so each would be another entry.
    // Nor is a picture with another image on it, of a named pipeline or of a source elsewhere: a front looks whether one
    // name still stands for the same bytes, and nothing else.
    const alone = standing.plan.images.length === 0 && !standing.named && standing.lifetime === undefined;
    if (result.from === 'mVol' && received === target.raw && alone && order.keepable) {
      const { name, record, key, fold, plan, provisional } = standing;
      const { expiresAt } = grant;
      const { ext } = plan.output;
      const { version } = record;
      keep?.({ target: received, expiresAt, fold, name, version, key, ext, provisional, headers: later });
    }
    const headers = result.from === 'mVol' ? later : { ...later, ...fromResult(result) };
    return new Response(result.bytes as Uint8Array<ArrayBuffer>, { headers });
  };

  const answerStale = (request: Request, { grant, download }: Order, old: Stale, failed?: number): Response => {
    observe('result', { from: 'stale' });
    const headers = staleFields(old, grant, failed);
    if (isNotModified(request, validatorsOfResult(old.headed))) return new Response(null, { status: 304, headers });
    const body = { ...bodyFields(old.headed, download), 'Content-Length': String(old.bytes.byteLength) };
    return new Response(old.bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, ...body } });
  };

  // Nobody waits for it, and it has been asked for once more when it fails: then it is told to whoever does.
  const revalidate = (headed: Headed): void => {
    const nobody = { signal: () => new AbortController().signal, client: () => 'revalidation' };
    tail(headed, nobody).catch((error) => observe('revalidation.fail', { code: failureOf(error).code }));
  };

  const instead = async (visit: Visit, order: Order, headed: Headed, error: unknown): Promise<Response> => {
    const old = visit.signal().aborted ? undefined : await staleResults.ifError(headed, error);
    if (old === undefined) throw error;
    return answerStale(visit.request, order, old, problems[failureOf(error).code].status);
  };

  return async (visit, counter) => {
    const { request } = visit;
    // Until the recipe says that this URL does not negotiate, it may.
    let vary = varyAccept;
    try {
      const method = requireDeliveryMethod(request.method);
      if (method === 'OPTIONS') return deliveryOptions();
      const order = await counter.take(visit);
      const { grant, download } = order;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const caller = { ...visit, again: attempt > 0 };
        const headed = await head(order.recipe, request.headers.get('accept'), grant.admit, caller);
        if (headed.fold === undefined) vary = {};
        const standing = refinery.standing(headed);
        const held = heldBy(request, standing);
        if (held !== undefined) {
          observe('result', { from: 'plan' });
          return new Response(null, { status: 304, headers: { ...standingFields(held, grant), ...fromPlan } });
        }
        if (method === 'HEAD') {
          observe('result', { from: 'plan' });
          const headers = { ...standingFields(standing, grant), ...bodyFields(standing, download), ...fromPlan };
          return new Response(null, { headers });
        }
        const old = await staleResults.whileRevalidate(headed);
        if (old !== undefined) {
          revalidate(headed);
          return answerStale(request, order, old);
        }
        const result = await tail(headed, visit).catch((error) => instead(visit, order, headed, error));
        if (result instanceof Response) return result;
        if (result === undefined) continue;
        observeResult(result);
        return answerGet(visit, order, result);
      }
      throw new Failure('overloaded', 'The image is being replaced faster than it can be rendered.');
    } catch (error) {
      return counter.refuse(failureOfVisit(error, visit, tell), vary);
    }
  };
}

/** What of it the client has and may keep; the refined result, and one made with others, also where we have it no longer. */
function heldBy(request: Request, standing: Standing): Standing | undefined {
  const { finer, shared } = standing;
  const finest = { ...standing, ...finer, provisional: false };
  const others = [finest, ...(shared ? [sharedOf(standing, shared)] : [])];
  const held = request.headers.has('if-none-match') ? others : [];
  return [...held, standing].find((one) => isNotModified(request, validatorsOfResult(one)));
}
