// GET and HEAD of pictures and originals: from what is kept, or from the origin, once for all who ask at one time.
import { failureOf, problems } from '../../../core/index.ts';
import { type AskOrigin, withoutHops } from '../../sources/origin/ask-origin.ts';
import type { DeliveryJob } from './delivery-job.ts';
import { forwardedFields, keptFields, renewedHeaders, standbyFields } from './edge-fields.ts';
import type { Flights, Own } from './flights.ts';
import type { Keepable, KeptAnswer, KeptAnswers } from './kept-answers.ts';
import { lifeOf } from './life-of.ts';
import { type Shown, showKept } from './show-kept.ts';

// A stream that is read twice waits in memory for the slower reader.
const mostKeptBytes = 32 * 1024 ** 2;
// While the origin is down, only one request in so many milliseconds waits to hear of it, where there is a copy to show.
const quietMillis = 5000;

export interface DeliveryParts {
  readonly askOrigin: AskOrigin;
  readonly kept: KeptAnswers;
  readonly flights: Flights;
  /** Seconds that a copy may be shown behind its life where it does not say so itself. */
  readonly ifErrorSeconds: number;
  /** Milliseconds for the origin to begin. */
  readonly patienceMillis: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

interface Answered extends Keepable {
  readonly joined: boolean;
  readonly stored: boolean;
}

/** Fails where the origin does and nothing is kept, and as showKept does. */
export type AnswerDelivery = (job: DeliveryJob) => Promise<Response>;

export function createAnswerDelivery(parts: DeliveryParts): AnswerDelivery {
  const { askOrigin, kept, flights, ifErrorSeconds, patienceMillis, clock } = parts;
  let quietUntil = 0;

  const ask = async ({ request, raw, sent, url }: DeliveryJob, more: Iterable<[string, string]> = []): Promise<Own> => {
    const askedAt = clock();
    const headers = new Headers([...sent, ...more]);
    const address = request.headers.get('cf-connecting-ip');
    const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
    const response = await askOrigin({ method, target: raw, headers, address, url, patienceMillis });
    if (!isDown(response.status)) quietUntil = 0;
    return { response, askedAt };
  };

  const lifeFor = ({ varying }: DeliveryJob, answer: Pick<Keepable, 'status' | 'headers'>) =>
    lifeOf(answer, varying, ifErrorSeconds);

  const keep = async (job: DeliveryJob, answer: Keepable): Promise<void> => {
    const life = lifeFor(job, answer);
    if (life !== undefined) await kept.keep(job.key, answer, life).catch(() => {});
    // Whoever may not have it any more shall not have the copy either.
    else if (answer.status !== 304 && answer.status < 500) await kept.drop(job.key);
  };

  /** Its body for who asked, and once more for the cache where that is wanted. */
  const ownAnswer = (job: DeliveryJob, { response, askedAt }: Own): Answered => {
    const { status, headers, body } = response;
    const length = Number(headers.get('content-length') ?? Number.NaN);
    const mayKeep = job.request.method === 'GET' && body !== null && length <= mostKeptBytes;
    const stored = mayKeep && lifeFor(job, response) !== undefined;
    const plain = { status, headers: withoutHops(headers), askedAt, joined: false, stored };
    if (!stored || body === null) return { ...plain, body };
    const [mine, other] = body.tee();
    const { readable, writable } = new FixedLengthStream(length);
    job.context.waitUntil(Promise.allSettled([other.pipeTo(writable), keep(job, { ...plain, body: readable })]));
    return { ...plain, body: mine };
  };

  const sharedAnswer = async (job: DeliveryJob, stale: KeptAnswer | undefined): Promise<Answered> => {
    const etag = stale?.status === 200 ? stale.headers.get('etag') : null;
    const flown = await flights.fly(`${job.key} ${etag ?? ''}`, {
      ask: () => ask(job, etag === null ? [] : [['if-none-match', etag]]),
      keep: (landed) =>
        keep(job, { ...landed, headers: withoutHops(new Headers([...landed.headers])), body: landed.bytes }),
      waitUntil: (work) => job.context.waitUntil(work),
    });
    if ('own' in flown) return ownAnswer(job, flown.own);
    const { status, headers: said, bytes, askedAt } = flown.landed;
    const headers = withoutHops(new Headers([...said]));
    const stored = lifeFor(job, { status, headers }) !== undefined;
    return { ...{ status, headers, body: bytes, askedAt, stored }, joined: flown.joined };
  };

  /** What the origin says now. A copy that it says is still good is the answer again. */
  const fresh = async (job: DeliveryJob, stale: KeptAnswer | undefined): Promise<Answered> => {
    const answered = await sharedAnswer(job, stale);
    if (answered.status !== 304 || stale === undefined) return answered;
    const headers = renewedHeaders(stale.headers, answered.headers);
    const body = await new Response(stale.body).arrayBuffer();
    const renewed = { ...answered, status: stale.status, headers, body };
    await keep(job, renewed);
    return { ...renewed, stored: true };
  };

  const standIn = (job: DeliveryJob, stale: KeptAnswer | undefined, failed: number | undefined) => {
    const mayStandIn = stale !== undefined && stale.age < stale.life.fresh + stale.life.ifError;
    return mayStandIn ? showKept(job.request, { ...stale, headers: standbyFields(stale, failed) }) : undefined;
  };

  const fromOrigin = async (job: DeliveryJob, stale: KeptAnswer | undefined): Promise<Response> => {
    if (clock() < quietUntil) {
      const instead = standIn(job, stale, undefined);
      if (instead !== undefined) return instead;
    }
    try {
      const answered = await fresh(job, stale);
      const instead = isDown(answered.status) ? standIn(job, stale, answered.status) : undefined;
      return instead ?? showKept(job.request, told(answered));
    } catch (error) {
      const { status } = problems[failureOf(error).code];
      if (!isDown(status)) throw error;
      quietUntil = clock() + quietMillis;
      const instead = standIn(job, stale, undefined);
      if (instead === undefined) throw error;
      return instead;
    }
  };

  /** What the origin can say without a picture being made for it, or a part that is not worth the whole. */
  const passed = async (job: DeliveryJob): Promise<Response> => {
    const own = await ask(job, conditionsOf(job.request.headers));
    const { status, headers, body } = told(ownAnswer(job, own));
    return new Response(body, { status, headers });
  };

  return async (job) => {
    const found = await kept.read(job.key);
    const behind = found === undefined ? Number.POSITIVE_INFINITY : found.age - found.life.fresh;
    if (found !== undefined && (behind < 0 || behind < found.life.whileRevalidate)) {
      if (behind >= 0) job.context.waitUntil(renew(job));
      return showKept(job.request, { ...found, headers: keptFields(found) });
    }
    const asksLess = job.request.method === 'HEAD' || conditionsOf(job.request.headers).length > 0;
    return found === undefined && asksLess ? passed(job) : fromOrigin(job, found);
  };

  async function renew(job: DeliveryJob): Promise<void> {
    const own = await kept.read(job.key);
    await fresh({ ...job, request: new Request(job.request.url, { headers: job.request.headers }) }, own).catch(
      () => {},
    );
  }
}

function told({ status, headers, body, ...flags }: Answered): Shown {
  return { status, headers: forwardedFields(headers, flags), body };
}

// 520 to 530 are Cloudflare's own words for an origin that it cannot reach.
function isDown(status: number): boolean {
  return [500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530);
}

const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range'];

function conditionsOf(headers: Headers): [string, string][] {
  return conditions.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ''] as [string, string]] : []));
}
