// One delivery on its way: where its answer is kept, and what the origin is asked for it. Of a client's request only what an
// answer may depend on goes on, so that equal ones are equal.
import { type AcceptFold, type EdgeOrder, foldAccept, type Target } from '../../../core/index.ts';
import type { Generations } from '../../volumes/cache-api/generations.ts';

export interface DeliveryJob {
  readonly request: Request;
  readonly context: ExecutionContext;
  readonly url: URL;
  /** What the origin is asked for. */
  readonly raw: string;
  readonly key: string;
  readonly sent: Headers;
  /** Names of request headers, in lower case, that the key holds. */
  readonly varying: ReadonlySet<string>;
}

/** One spelling for all who take the same. */
const canonicalAccept: Readonly<Record<AcceptFold, string>> = {
  'avif-webp': 'image/avif,image/webp,*/*',
  avif: 'image/avif,*/*',
  webp: 'image/webp,*/*',
  none: '*/*',
};

export async function delivery(
  request: Request,
  context: ExecutionContext,
  target: Target,
  order: EdgeOrder,
  { varying, generations }: { readonly varying: readonly string[]; readonly generations: Generations },
): Promise<DeliveryJob> {
  const url = new URL(request.url);
  const fold = order.negotiates ? foldAccept(request.headers.get('accept')) : 'none';
  const hints = varying.map((name) => [name, request.headers.get(name) ?? ''] as const);
  const key = new URLSearchParams({ edge: await generations.of(url.origin, order.names) });
  if (order.negotiates) key.set('accept', fold);
  for (const [name, value] of hints) if (value !== '') key.set(name, value);
  return {
    ...{ request, context, url, raw: target.raw },
    key: `${url.origin}${order.target}${order.target.includes('?') ? '&' : '?'}${key}`,
    sent: new Headers([['accept', canonicalAccept[fold]], ...hints.filter(([, value]) => value !== '')] as [
      string,
      string,
    ][]),
    varying: new Set(order.negotiates ? ['accept', ...varying] : varying),
  };
}
