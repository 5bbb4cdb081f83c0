// Answers a hit or a 304 for a target that the dispatcher has already authorised, before Hono is asked.
// It has no rules of its own: what it may say, the dispatcher has told it with `keep`; whether that still
// holds is read from mDatabase (same version under the name, not private) and mVol (result still there) on every request.
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AcceptFold,
  type Entry,
  endingCacheControl,
  foldAccept,
  type KeepableAnswer,
  type MDatabase,
  type Tell,
} from '../../core/index.ts';

interface Kept {
  readonly name: string;
  readonly version: string;
  readonly key: string;
  readonly etag: string;
  readonly expiresAt: number | undefined;
  /** Set where something finer may take its place: from then on, the dispatcher is asked. */
  readonly until: number | undefined;
  readonly freshSeconds: number;
  readonly unless: readonly string[];
  /** Name, value, name, value …: the form that node:http writes fastest. */
  readonly full: readonly string[];
  readonly notModified: readonly string[];
}

export interface Front {
  /** True when the request has been answered. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  keep(answer: KeepableAnswer): void;
  /** What it has answered since the last report. */
  report(observe: Tell): void;
}

export interface FrontParts {
  readonly mVol: { read(key: string): Entry | undefined; has(key: string): boolean };
  readonly mDatabase: Pick<MDatabase, 'lookup'>;
  /** Targets to remember; the oldest goes first. About 1 KB each. */
  readonly capacity: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

// Preconditions and hints that only the dispatcher weighs.
const dispatcherHeaders = ['if-match', 'if-unmodified-since', 'range', 'authorization', 'x-api-key'] as const;
// RFC 9110 section 15.4.5: what a 304 does not repeat.
const onlyWithBody = new Set(['content-type', 'content-length', 'content-disposition']);

export function createFront({ mVol, mDatabase, capacity, clock }: FrontParts): Front {
  // A negotiated target has one entry for each folded Accept and one that says so under its bare name.
  const kept = new Map<string, Kept | 'negotiated'>();
  // Integers, because whatever a hit does besides is felt (npm run bench -- hit).
  let hits = 0;
  let notModified = 0;

  const find = (incoming: IncomingMessage): Kept | undefined => {
    const target = incoming.url ?? '';
    const found = kept.get(target);
    if (found !== 'negotiated') return found;
    const narrowed = kept.get(keyOf(target, foldAccept(incoming.headers.accept)));
    return narrowed === 'negotiated' ? undefined : narrowed;
  };

  const remember = (key: string, value: Kept | 'negotiated') => {
    kept.delete(key);
    kept.set(key, value);
    if (kept.size <= capacity) return;
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  };

  return {
    answer(incoming, outgoing) {
      if (incoming.method !== 'GET') return false;
      const found = find(incoming);
      if (found === undefined || asksDispatcher(incoming, found)) return false;
      const millisLeft = found.expiresAt && found.expiresAt - clock();
      if (millisLeft !== undefined && millisLeft <= 0) return false;
      const record = mDatabase.lookup(found.name);
      if (record === undefined || record.version !== found.version || record.private) return false;
      if (found.until !== undefined && (found.until <= clock() || !mVol.has(found.key))) return false;
      const tag = incoming.headers['if-none-match'];
      if (tag === found.etag) {
        outgoing.writeHead(304, fieldsFor(found, found.notModified, millisLeft)).end();
        notModified += 1;
        return true;
      }
      // Lists, weak tags and * are for the dispatcher, and so is a date without a tag.
      if (tag !== undefined || incoming.headers['if-modified-since'] !== undefined) return false;
      const entry = mVol.read(found.key);
      if (entry === undefined) return false;
      outgoing.writeHead(200, fieldsFor(found, found.full, millisLeft)).end(entry.bytes);
      hits += 1;
      return true;
    },

    keep(answer) {
      const value = keptOf(answer, clock());
      if (answer.fold === undefined) return remember(answer.target, value);
      remember(answer.target, 'negotiated');
      remember(keyOf(answer.target, answer.fold), value);
    },

    report(observe) {
      const asked = { room: 'img', method: 'GET' };
      if (hits > 0) observe('request', { ...asked, status: 200, times: hits });
      if (hits > 0) observe('result', { from: 'mVol', times: hits });
      if (notModified > 0) observe('request', { ...asked, status: 304, times: notModified });
      if (notModified > 0) observe('result', { from: 'plan', times: notModified });
      hits = 0;
      notModified = 0;
    },
  };
}

// A line feed cannot be part of a request target, so no target can pretend to be another's narrowed key.
function keyOf(target: string, fold: AcceptFold): string {
  return `${target}\n${fold}`;
}

function asksDispatcher({ headers }: IncomingMessage, { unless }: Kept): boolean {
  return has(headers, dispatcherHeaders) || (unless.length > 0 && has(headers, unless));
}

function has(headers: IncomingMessage['headers'], names: readonly string[]): boolean {
  return names.some((name) => headers[name] !== undefined);
}

// A URL that expires may be kept a little less with every second; all others have one array for ever.
function fieldsFor({ freshSeconds }: Kept, fields: readonly string[], millisLeft: number | undefined): string[] {
  if (millisLeft === undefined) return fields as string[];
  return [...fields, 'Cache-Control', endingCacheControl(millisLeft, freshSeconds)];
}

function keptOf(answer: KeepableAnswer, now: number): Kept {
  const { expiresAt } = answer;
  const headers = Object.entries(answer.headers).filter(
    ([name]) => expiresAt === undefined || name.toLowerCase() !== 'cache-control',
  );
  const etag = headers.find(([name]) => name.toLowerCase() === 'etag')?.[1] ?? '';
  return {
    name: answer.name,
    version: answer.version,
    key: answer.key,
    etag,
    expiresAt,
    until: answer.provisional ? now + answer.freshSeconds * 1000 : undefined,
    freshSeconds: answer.freshSeconds,
    unless: answer.unless,
    full: headers.flat(),
    notModified: headers.filter(([name]) => !onlyWithBody.has(name.toLowerCase())).flat(),
  };
}
