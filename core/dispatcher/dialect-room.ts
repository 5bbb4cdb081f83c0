// GET, HEAD and OPTIONS of URLs in foreign dialects. What they ask for goes through the same gate and the same rooms as
// native URLs; theirs are only the words, and how they are refused.
import type { Asked } from '../dialect/asked.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { encodeName } from '../dialect/encode-part.ts';
import { Failure, type FailureCode } from '../failure.ts';
import type { Handlers } from '../handlers/handlers.ts';
import { noStore } from '../policy/cache-control.ts';
import type { Grant, GrantDelivery } from '../policy/delivery.ts';
import type { DeliveryFields, Fields } from './delivery-fields.ts';
import type { ImgRoom } from './img-room.ts';
import { deliveryOptions, requireDeliveryMethod } from './methods.ts';
import type { OriginalRoom } from './original-room.ts';
import type { Place } from './places.ts';
import { problems } from './problem.ts';
import { failureOfVisit, refuse } from './refuse.ts';
import type { Answer, Visit } from './visit.ts';

export interface DialectRoomParts {
  readonly img: ImgRoom;
  readonly original: OriginalRoom;
  readonly grantDelivery: GrantDelivery;
  readonly deliveryFields: DeliveryFields;
  readonly handlers: Pick<Handlers, 'getImgMeta'>;
  readonly explain?: boolean;
}

interface Found {
  readonly place: Place;
  readonly asked: Asked;
}

export function createDialectRoom(parts: DialectRoomParts): Answer {
  const { img, original, grantDelivery, deliveryFields, handlers, explain = false } = parts;

  const refuseAs = ({ refusal }: Dialect, failure: Failure, fields: Fields): Response => {
    const told = explain ? failure : unexplained(failure);
    return refuse(told, fields, refusal?.(told, problems[failure.code].status, failure.detail.subject));
  };

  const asksOriginal = async ({ original: wanted = [], source }: Asked): Promise<boolean> => {
    if (wanted === true) return true;
    const ext = wanted.length > 0 ? (await handlers.getImgMeta(source))?.ext : undefined;
    return ext !== undefined && wanted.includes(ext);
  };

  const answer = async (visit: Visit, { place, asked }: Found, grant: Grant): Promise<Response> => {
    const { source, stages, download, retell } = asked;
    if (await asksOriginal(asked)) return original(visit, async () => ({ name: source, grant, download }));
    const keepable = !place.hosted && retell === undefined;
    const response = await img(visit, {
      take: async () => ({ recipe: { source, stages }, grant, download, keepable }),
      refuse: (failure, fields) =>
        towardsOriginal(failure, place, asked, fields) ?? refuseAs(place.dialect, failure, fields),
    });
    return retell !== undefined && response.status === 200 ? retold(response, retell) : response;
  };

  return async (visit) => {
    let dialect = visit.places[0]?.dialect as Dialect;
    const origin = visit.request.headers.get('origin');
    try {
      if (requireDeliveryMethod(visit.request.method) === 'OPTIONS')
        return deliveryOptions(deliveryFields.of(origin, []));
      for (const place of visit.places) {
        dialect = place.dialect;
        const asked = dialect.read(place.target);
        if (asked === undefined) continue;
        return await answer(visit, { place, asked }, await grantDelivery(visit.target.raw, asked));
      }
      throw new Failure('not-found', 'There is nothing under this URL.');
    } catch (error) {
      const failure = failureOfVisit(error, visit);
      return refuseAs(dialect, failure, deliveryFields.ofRefusal(failure.code, origin, []));
    }
  };
}

// The code alone: a stranger shall not learn how a URL has to be made.
function unexplained({ code, detail: { allow, limit, says }, cause }: Failure): Failure {
  const open = { ...(allow && { allow }), ...(limit && { limit }), ...(says && { says }) };
  return new Failure(code, `${problems[code].title}.`, open, cause);
}

// Only where the picture is there and may be had: any other way would send people to whatever a URL names.
const redirected: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'corrupt-image',
  'over-limit',
  'bad-source',
  'source-timeout',
  'timeout',
  'overloaded',
  'internal',
]);

function towardsOriginal(
  { code }: Failure,
  { hosted }: Place,
  { onError, source }: Asked,
  fields: Fields,
): Response | undefined {
  if (onError !== 'redirect' || hosted || !redirected.has(code)) return undefined;
  const location = /^https?:\/\//.test(source) ? source : `/original/${encodeName(source)}`;
  return new Response(null, { status: 307, headers: { ...fields, Location: location, 'Cache-Control': noStore } });
}

async function retold(response: Response, retell: (facts: string) => string): Promise<Response> {
  const headers = new Headers(response.headers);
  if (response.body === null) return response;
  const body = new TextEncoder().encode(retell(await response.text()));
  headers.set('Content-Length', String(body.byteLength));
  return new Response(body, { headers });
}
