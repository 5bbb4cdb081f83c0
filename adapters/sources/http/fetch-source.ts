// FetchSource over node:http and node:https. Each hop: the URL is checked, its name is resolved once, every answer has
// to be public, one of them is dialled as it is, and the socket is asked where it has come out. Redirects are not
// followed by anything but this loop, so that each goes through the same checks.
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import {
  Failure,
  type FetchSource,
  isPublic,
  literalOf,
  notPublic,
  readAddress,
  readSourceUrl,
  requireAllowedSource,
  type SourceRule,
  type SourceValidators,
} from '../../../core/index.ts';
import { dial } from './dial.ts';
import { failed, gone, tooLarge, tooSlow } from './failures.ts';
import { conditionsOf, isConditional, readFields } from './fields.ts';
import { readBody } from './read-body.ts';

export interface HttpSourcesConfig {
  readonly rules: readonly SourceRule[];
  /** Milliseconds from the first look-up to the last byte. */
  readonly millis: number;
  /** All addresses of a name; another one for tests. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
  /** Another judge of addresses, for tests that have no public ones. */
  readonly allowsAddress?: (address: Uint8Array) => boolean;
}

/** The last hop: where the bytes are, and its answer. */
interface Found {
  readonly url: URL;
  readonly answer: IncomingMessage;
}

const mostRedirects = 3;
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

export function createHttpSources(config: HttpSourcesConfig): FetchSource {
  const { rules, millis, resolve = resolveAll, allowsAddress = isPublic } = config;

  const addressOf = async (url: URL): Promise<string> => {
    const literal = literalOf(url);
    const answers = literal === undefined ? await named(resolve(url.hostname)) : [url.hostname.replace(/^\[|\]$/g, '')];
    const [first] = answers;
    if (first === undefined) throw failed('its host has no address');
    const isEveryPublic = answers.every((answer) => {
      const bytes = readAddress(answer);
      return bytes !== undefined && allowsAddress(bytes);
    });
    if (!isEveryPublic) throw notPublic();
    return first;
  };

  const follow = async (asked: URL, held: SourceValidators | undefined, stop: AbortSignal): Promise<Found> => {
    let url = asked;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      requireAllowedSource(url, rules);
      const address = await unlessStopped(addressOf(url), stop);
      const answer = await dial(url, { address, conditions: conditionsOf(url, held), stop });
      if (!redirects.has(answer.statusCode)) return { answer, url };
      const { location } = answer.headers;
      answer.destroy();
      const next = redirected(location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') throw failed('it redirects from https to http');
      url = next;
    }
    throw failed(`it redirects more than ${mostRedirects} times`);
  };

  return async (text, { maxBytes, held }, signal) => {
    const asked = readSourceUrl(text);
    const late = AbortSignal.timeout(millis);
    const stop = AbortSignal.any([signal, late]);
    let found: Found | undefined;
    try {
      found = await follow(asked, held, stop);
      const { answer, url } = found;
      const unchanged = answer.statusCode === 304 && isConditional(url, held);
      if (!unchanged) requireImage(answer, maxBytes);
      return { body: readBody(answer, { maxBytes, stop, explain }), fields: readFields(url, answer), unchanged };
    } catch (error) {
      found?.answer.destroy();
      throw explain(error);
    }

    // Why it ended is known better than by the socket's words for it.
    function explain(error: unknown): Failure {
      if (signal.aborted)
        return new Failure('aborted', 'The client left before the source had come.', {}, signal.reason);
      if (late.aborted) return tooSlow(`within ${millis} milliseconds`);
      return error instanceof Failure ? error : failed('its server cannot be reached or broke off', error);
    }
  };
}

// A Location that is no URL, or one with a password, is that server's fault and not the client's.
function redirected(location: string | undefined, base: URL): URL {
  try {
    if (location === undefined) throw new TypeError('a redirect without Location');
    return readSourceUrl(location, base);
  } catch (error) {
    throw failed('it redirects to no URL that may be fetched', error);
  }
}

function requireImage({ statusCode, headers }: IncomingMessage, maxBytes: number): void {
  if (statusCode === 404 || statusCode === 410) throw gone(statusCode);
  if (statusCode !== 200) throw failed(`its server answered ${statusCode}`);
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') throw failed('its bytes are encoded, which was not asked for');
  const length = Number(headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

async function named(answers: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await answers;
  } catch (error) {
    throw failed('its host cannot be resolved', error);
  }
}

// A resolver has no way to be stopped; nobody waits for one that takes too long.
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(stop.reason);
    stop.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', end));
  });
}
