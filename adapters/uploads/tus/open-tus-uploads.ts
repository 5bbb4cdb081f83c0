// Resumable uploads by the tus protocol 1.0.0: the protocol is @tus/server's, the stores are ours.
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir } from 'node:fs/promises';
import { Server } from '@tus/server';
import { ERRORS } from '@tus/utils';
import {
  Failure,
  type FailureCode,
  newUploadId,
  problemBody,
  type ResumableHooks,
  type ResumableUploads,
  type StagedUploads,
} from '../../../core/index.ts';
import { UploadFiles } from './upload-files.ts';
import { createUploadLocks } from './upload-locks.ts';
import { UploadObjects } from './upload-objects.ts';

export interface TusConfig {
  /** A local directory, or a bucket that servers share. */
  readonly place: string | StagedUploads;
  /** Bytes of one upload. */
  readonly maxBytes: number;
}

export interface TusUploads extends ResumableUploads {
  /** Erases what is left of uploads whose time is over; answers how many files. */
  tidy(): Promise<number>;
}

// Of the room of the core (core/dispatcher/resumable-room.ts).
const path = '/api/resumable';
// How long an upload may take, from its begin.
const millis = 24 * 3_600_000;
// What is on its way already, of a connection that its client has most likely given up.
const drainMillis = 200;

interface Call {
  readonly hooks: ResumableHooks;
  failure?: unknown;
}

export async function openTusUploads({ place, maxBytes }: TusConfig): Promise<TusUploads> {
  const isLocal = typeof place === 'string';
  if (isLocal) await mkdir(place, { recursive: true, mode: 0o700 });
  const store = isLocal ? new UploadFiles(place, millis) : new UploadObjects(place, millis);
  // Hooks of the library hear of a request of its own making, and not of ours.
  const calls = new AsyncLocalStorage<Call>();
  const hooks = () => (calls.getStore() as Call).hooks;

  const finish = async (id: string): Promise<void> => {
    const [facts, bytes] = [await store.factsOf(id), await store.bytesOf(id)];
    try {
      await hooks().finish(facts, bytes);
    } catch (error) {
      // Its client has asked two servers at once, and the other one was faster.
      if (await store.isDone(id)) return;
      // What lies in the bytes stays as it is, however often they are handed over; the rest may pass, and no byte of an
      // upload that was acknowledged is given up for it.
      if (error instanceof Failure && !passing.has(error.code)) await store.remove(id);
      throw error;
    } finally {
      // Who refuses some of them leaves the rest, and what it comes from open.
      await bytes.cancel().catch(() => {});
    }
    await store.finish(id);
  };

  const server = new Server({
    path,
    datastore: store,
    locker: createUploadLocks(),
    lockDrainTimeout: drainMillis,
    maxSize: maxBytes,
    relativeLocation: true,
    allowedHeaders: ['Upload-Ticket', 'X-Api-Key'],
    namingFunction: () => newUploadId(),
    async onUploadCreate(_request, { id, size = 0, metadata = {} }) {
      if (size === 0) throw new Failure('bad-request', 'Expected the bytes of an image but received an empty body.');
      const texts = Object.fromEntries(Object.entries(metadata).map(([key, text]) => [key, text ?? undefined]));
      const terms = await hooks().begin(texts, size);
      store.begin(id, { terms, metadata: texts });
      return {};
    },
    async onIncomingRequest({ method }, id) {
      if (method === 'POST') return;
      const { terms } = await store.factsOf(id);
      // As if there were none: an id that has leaked opens nothing.
      if (terms.owner !== hooks().owner) throw ERRORS.FILE_NOT_FOUND;
    },
    async onUploadFinish(_request, { id }) {
      await finish(id);
      return {};
    },
    onResponseError(_request, error) {
      const call = calls.getStore() as Call;
      if (error instanceof Error) call.failure = error;
      return undefined;
    },
  });

  return {
    tidy: () => store.deleteExpired(),
    answer: (request, target, given) =>
      calls.run({ hooks: given }, async () => {
        const { method, headers, body } = request;
        const asked = new Request(`http://localhost${target}`, {
          method,
          headers,
          body,
          ...({ duplex: 'half' } as const),
        });
        const answer = await server.handleWeb(asked as Parameters<typeof server.handleWeb>[0]);
        const { failure } = calls.getStore() as Call;
        if (failure !== undefined) throw failure;
        return answer.status < 400 ? answer : asProblem(answer, isLocal);
      }),
  };
}

const passing: ReadonlySet<FailureCode> = new Set([
  'aborted',
  'overloaded',
  'too-many-requests',
  'timeout',
  'request-timeout',
  'storage-full',
  'storage-unavailable',
  // Of a piece: it may have been the way here.
  'damaged-original',
  'internal',
]);

const codes: Readonly<Record<number, FailureCode>> = {
  404: 'not-found',
  409: 'precondition-failed',
  410: 'not-found',
  412: 'precondition-failed',
  413: 'too-large',
  415: 'unsupported-type',
};

// A client that hears 404 begins anew, at whichever server: right where the one it began at is gone.
const ended = 'Expected an upload that is under way: it has ended, or its time is over.';
const notHere =
  'Expected an upload that is under way at this server: it has ended, or was begun at another. A load balancer has to send all requests of an upload to one server.';

/** The status is the protocol's. */
async function asProblem(answer: Response, isLocal: boolean): Promise<Response> {
  const { status, headers } = answer;
  const code = codes[status] ?? (status < 500 ? 'bad-request' : 'internal');
  const text = (await answer.text()).trim();
  const body = problemBody(new Failure(code, status === 404 ? (isLocal ? notHere : ended) : text), status);
  headers.delete('Content-Length');
  headers.set('Content-Type', 'application/problem+json');
  return new Response(body, { status, headers });
}
