// GET, HEAD and OPTIONS of a transformation, as /img and foreign dialects order it.
import type { Download } from '../dialect/asked.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Head, Headed } from '../pipeline/head.ts';
import { firstWays, type Refinery, type Standing } from '../pipeline/refinery.ts';
import type { Stale, StaleResults } from '../pipeline/stale.ts';
import type { Result, Tail } from '../pipeline/tail.ts';
import { type CacheRules, freshSeconds } from '../policy/cache-control.ts';
import { type Hinted, type HintRules, readHints, varyOfHints } from '../policy/client-hints.ts';
import type { Grant } from '../policy/delivery.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { DeliveryFields, Fields } from './delivery-fields.ts';
import {
  bodyFields,
  fromMVol,
  fromPlan,
  fromResult,
  lifeOf,
  purgeKeysOf,
  staleFields,
  standingFields,
  validatorsOfResult,
} from './img-fields.ts';
import type { KeepableAnswer } from './keepable-answer.ts';
import { deliveryOptions, requireDeliveryMethod } from './methods.ts';
import { isNotModified } from './preconditions.ts';
import { failureOf, problems } from './problem.ts';
import { failureOfVisit } from './refuse.ts';
import type { Visit } from './visit.ts';

const accept: readonly string[] = ['Accept'];
const none: readonly string[] = [];

// How often a visit begins at most, because its source was replaced under it: as often as a write does.
const attempts = 6;

export interface Order {
  readonly recipe: Recipe;
  readonly grant: Grant;
  readonly download?: Download | undefined;
  /** Whether a front may repeat the answer for this target. */
  readonly keepable: boolean;
}

/** With what every answer to it says. */
interface Filling extends Order {
  readonly fields: Fields;
  readonly hinted: Hinted | undefined;
}

/** How orders come in, and how they are refused. */
export interface Counter {
  take(visit: Visit): Promise<Order>;
  refuse(failure: Failure, fields: Fields): Response;
}

export type ImgRoom = (visit: Visit, counter: Counter) => Promise<Response>;

export interface ImgRoomParts {
  /** Absent where no hint counts. */
  readonly hints: HintRules | undefined;
  readonly deliveryFields: DeliveryFields;
  readonly cache: CacheRules;
  readonly head: Head;
  readonly tail: Tail;
  readonly refinery: Refinery;
  readonly staleResults: StaleResults;
  readonly keep: ((answer: KeepableAnswer) => void) | undefined;
  readonly observe: Tell;
}

export function createImgRoom(parts: ImgRoomParts): ImgRoom {
  const { hints, deliveryFields, cache, head, tail, refinery, staleResults, keep, observe } = parts;

  const observeResult = (result: Result): void => {
    observe('result', { from: result.from === 'engine' ? (result.joined ? 'joined' : 'rendered') : result.from });
    if (result.from !== 'engine' || result.joined) return;
    const format = result.standing.plan.output.ext;
    observe('render', { format, seconds: result.renderMillis / 1000, queueSeconds: result.queueMillis / 1000 });
  };

  const answerGet = ({ request, target, received }: Visit, order: Filling, result: Result): Response => {
    const { standing } = result;
    const { grant, download, fields, hinted } = order;
    const length = { 'Content-Length': String(result.bytes.byteLength) };
    const described = { ...bodyFields(standing, download), ...length };
    const later = { ...fields, ...standingFields(standing, grant), ...described, ...fromMVol };
    const body = result.bytes as Uint8Array<ArrayBuffer>;
    // Only what mVol had may be kept: the second use of a result comes by here too, so that Tail can tell eVol of it.
    if (result.from !== 'mVol') return new Response(body, { headers: { ...later, ...fromResult(result) } });
    // A target in absolute-form is not kept: its authority could be anything, so each would be another entry.
    // Nor is a picture with another image on it, of a named pipeline or of a source elsewhere: a front looks whether one
    // name still stands for the same bytes and is everyone's, and nothing else.
    const { plan, named, lifetime } = standing;
    const alone = plan.images.length === 0 && named === undefined && lifetime === undefined;
    const isOpen = !standing.private;
    const unless = [...deliveryFields.varies, ...lowerCase(hinted?.vary())];
    const plain = received === target.raw && !unless.some((name) => request.headers.has(name));
    if (plain && alone && isOpen && order.keepable) {
      const { name, record, key, fold, provisional } = standing;
      const { expiresAt } = grant;
      const { ext } = plan.output;
      const { version } = record;
      const life = freshSeconds(cache, lifeOf(standing));
      const held = { name, version, key, ext, provisional, freshSeconds: life };
      keep?.({ target: received, expiresAt, fold, unless, ...held, headers: later });
    }
    return new Response(body, { headers: later });
  };

  const answerStale = (request: Request, order: Filling, old: Stale, failed?: number): Response => {
    const { grant, download, fields } = order;
    observe('result', { from: 'stale' });
    const headers = { ...fields, ...staleFields(old, grant, failed) };
    if (isNotModified(request, validatorsOfResult(old.headed))) return new Response(null, { status: 304, headers });
    const body = { ...bodyFields(old.headed, download), 'Content-Length': String(old.bytes.byteLength) };
    return new Response(old.bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, ...body } });
  };

  // Nobody waits for it, and it has been asked for once more when it fails: then it is told to whoever does.
  const revalidate = (headed: Headed): void => {
    const nobody = { signal: () => new AbortController().signal, client: () => 'revalidation' };
    tail(headed, nobody).catch((error) => observe('revalidation.fail', { code: failureOf(error).code }));
  };

  const instead = async (visit: Visit, order: Filling, headed: Headed, error: unknown): Promise<Response> => {
    const old = visit.signal().aborted ? undefined : await staleResults.ifError(headed, error);
    if (old === undefined) throw error;
    return answerStale(visit.request, order, old, problems[failureOf(error).code].status);
  };

  return async (visit, counter) => {
    const { request } = visit;
    const origin = request.headers.get('origin');
    // Until the recipe says that this URL does not negotiate, it may.
    let vary = [...accept, ...(hints ? varyOfHints(hints) : none)];
    const hinted = hints && readHints(hints, request.headers);
    try {
      const method = requireDeliveryMethod(request.method);
      if (method === 'OPTIONS') return deliveryOptions(deliveryFields.of(origin, none));
      const taken = await counter.take(visit);
      const { grant, download } = taken;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const caller = { ...visit, again: attempt > 0 };
        const headed = await head(taken.recipe, request.headers.get('accept'), grant, caller, hinted);
        vary = [...(headed.fold === undefined ? none : accept), ...(hinted?.vary() ?? none)];
        const purge = deliveryFields.purge(() => purgeKeysOf(headed));
        const fields = { ...deliveryFields.of(origin, vary), ...purge, ...wantedFields(hinted) };
        const order = { ...taken, fields, hinted };
        const standing = refinery.standing(headed);
        const held = heldBy(request, headed, standing);
        if (held !== undefined) {
          observe('result', { from: 'plan' });
          return new Response(null, {
            status: 304,
            headers: { ...fields, ...standingFields(held, grant), ...fromPlan },
          });
        }
        if (method === 'HEAD') {
          observe('result', { from: 'plan' });
          const described = { ...standingFields(standing, grant), ...bodyFields(standing, download) };
          const headers = { ...fields, ...described, ...fromPlan };
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
      const failure = failureOfVisit(error, visit);
      return counter.refuse(failure, deliveryFields.ofRefusal(failure.code, origin, vary));
    }
  };
}

function lowerCase(names: readonly string[] = none): readonly string[] {
  return names.map((name) => name.toLowerCase());
}

// It is the page that has to ask for them; this is for who opens the image itself, and says that they would count.
function wantedFields(hinted: Hinted | undefined): Fields {
  const wanted = hinted?.wanted() ?? none;
  return wanted.length === 0 ? {} : { 'Accept-CH': wanted.join(', ') };
}

/**
 * What of it the client has and may keep, also where we have it no longer: the refined result, and as long as that is not
 * there, what the first one was however it was made.
 */
function heldBy(request: Request, headed: Headed, standing: Standing): Standing | undefined {
  const { finer } = headed;
  const { provisional } = standing;
  const finest = { ...headed, ...finer, provisional: false };
  const firsts = standing.key === finer?.key ? [] : firstWays(headed).map((one) => ({ ...one, provisional }));
  const held = request.headers.has('if-none-match') ? [finest, ...firsts] : [];
  return [...held, standing].find((one) => isNotModified(request, validatorsOfResult(one)));
}
