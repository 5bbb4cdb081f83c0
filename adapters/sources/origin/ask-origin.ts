// The one way from an edge to its origin. What a client says of the way it came is replaced by what the edge saw.
import { Failure } from '../../../core/index.ts';

export interface Asking {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The client's; what is no business of the origin's is taken out here. */
  readonly headers: Headers;
  readonly body?: ReadableStream | string | null;
  /** Of the client, and what it asked for. */
  readonly address: string | null;
  readonly url: URL;
  /** Milliseconds until the answer has to begin; any where it is absent. */
  readonly patienceMillis?: number;
}

/** Redirects are answers. Fails with `bad-source` where the origin is not there, `source-timeout` where it keeps silent. */
export type AskOrigin = (asking: Asking) => Promise<Response>;

export interface OriginRules {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Shown in X-Origin-Secret; '' is none. */
  readonly secret: string;
}

export function createAskOrigin({ origin, secret }: OriginRules): AskOrigin {
  return async ({ method, target, headers, body = null, address, url, patienceMillis }) => {
    const sent = withoutHops(headers);
    for (const name of replaced) sent.delete(name);
    if (address !== null) sent.set('X-Forwarded-For', address);
    sent.set('X-Forwarded-Proto', url.protocol.slice(0, -1));
    sent.set('X-Forwarded-Host', url.host);
    if (secret !== '') sent.set('X-Origin-Secret', secret);
    const patience = new AbortController();
    const timer = patienceMillis === undefined ? null : setTimeout(() => patience.abort(), patienceMillis);
    try {
      // No cache in between: what is kept, and for whom, is decided by who asks.
      const init: RequestInit = { method, headers: sent, body, redirect: 'manual', cache: 'no-store' };
      return await fetch(`${origin}${target}`, { ...init, signal: patience.signal });
    } catch (error) {
      if (patience.signal.aborted) throw new Failure('source-timeout', 'The origin takes too long.', {}, error);
      throw new Failure('bad-source', 'The origin does not answer.', {}, error);
    } finally {
      clearTimeout(timer);
    }
  };
}

// RFC 9110 section 7.6.1, and what RFC 2616 had besides.
const hops = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
// A client may send any of these; the origin believes them.
const replaced = [
  ...['host', 'forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip'],
  ...['x-origin-secret', 'cf-connecting-ip', 'true-client-ip', 'proxy-authorization'],
];

/** A copy without the fields of one connection. */
export function withoutHops(headers: Headers): Headers {
  const kept = new Headers(headers);
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  for (const name of [...hops, ...named]) if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) kept.delete(name);
  return kept;
}
