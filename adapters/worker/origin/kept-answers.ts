// Answers of the origin in the Cache API, which is mVol here: shared by all isolates of a data centre, and free to forget.
import type { Life } from './life-of.ts';

export interface KeptAnswer {
  readonly status: number;
  /** As the origin said them. */
  readonly headers: Headers;
  readonly body: ReadableStream | null;
  /** Seconds since it was asked for. */
  readonly age: number;
  readonly life: Life;
}

export interface Keepable {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ArrayBuffer | ReadableStream | null;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

export interface KeptAnswers {
  /** Trouble with the cache is a miss. */
  read(key: string): Promise<KeptAnswer | undefined>;
  keep(key: string, answer: Keepable, life: Life): Promise<void>;
  drop(key: string): Promise<unknown>;
}

interface Note {
  readonly status: number;
  readonly at: number;
  readonly life: Life;
  readonly told: Readonly<Record<string, string>>;
}

// The cache looks at them: what the origin said stands in the note.
const read = ['cache-control', 'cdn-cache-control', 'vary', 'expires', 'age', 'cache-tag'] as const;
const noteField = 'x-imageserver-kept';

export function createKeptAnswers(cache: Cache, clock: () => number): KeptAnswers {
  return {
    async read(key) {
      const found = await cache.match(key).catch(() => undefined);
      const text = found?.headers.get(noteField);
      if (!found || !text) return undefined;
      const { status, at, life, told } = JSON.parse(decodeURIComponent(text)) as Note;
      const headers = new Headers(found.headers);
      for (const name of [...read, noteField, 'cf-cache-status', 'date']) headers.delete(name);
      for (const [name, value] of Object.entries(told)) headers.set(name, value);
      return { status, headers, body: found.body, age: Math.max(0, Math.floor((clock() - at) / 1000)), life };
    },

    async keep(key, { status, headers, body, askedAt: at }, life) {
      const told = Object.fromEntries(
        read.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
      );
      const kept = new Headers(headers);
      for (const name of read) if (name !== 'cache-tag') kept.delete(name);
      // By the longest of its lives: which of them holds is told by the note.
      kept.set('Cache-Control', `max-age=${life.fresh + Math.max(life.whileRevalidate, life.ifError)}`);
      kept.set(noteField, encodeURIComponent(JSON.stringify({ status, at, life, told } satisfies Note)));
      await cache.put(key, new Response(body, { headers: kept }));
    },

    drop: (key) => cache.delete(key),
  };
}
