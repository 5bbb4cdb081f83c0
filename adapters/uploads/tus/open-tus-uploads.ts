// Resumable uploads by the tus protocol 1.0.0: the protocol is @tus/server's, the files are ours.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Server } from '@tus/server';
import { ERRORS } from '@tus/utils';
import {
  Failure,
  type FailureCode,
  problemBody,
  type ResumableHooks,
  type ResumableUploads,
} from '../../../core/index.ts';
import { type Facts, UploadFiles } from './upload-files.ts';

export interface TusConfig {
  readonly directory: string;
  /** Of the path that uploads are begun at. */
  readonly path: string;
  /** Bytes of one upload. */
  readonly maxBytes: number;
  /** How long an upload may take, from its begin. */
  readonly millis: number;
}

export interface TusUploads extends ResumableUploads {
  /** Erases what is left of uploads whose time is over; answers how many files. */
  tidy(): Promise<number>;
}

interface Call {
  readonly hooks: ResumableHooks;
  failure?: unknown;
}

export async function openTusUploads({ directory, path, maxBytes, millis }: TusConfig): Promise<TusUploads> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files = new UploadFiles(directory, millis);
  // Hooks of the library hear of a request of its own making, and not of ours.
  const calls = new AsyncLocalStorage<Call>();
  const hooks = () => (calls.getStore() as Call).hooks;

  const finish = async (facts: Facts): Promise<void> => {
    try {
      const bytes = Readable.toWeb(createReadStream(files.bytesOf(facts.id))) as ReadableStream<Uint8Array>;
      await hooks().finish(facts, bytes);
    } catch (error) {
      // What lies in the bytes stays as it is, however often they are handed over; the rest may pass, and no byte of an
      // upload that was acknowledged is given up for it.
      if (error instanceof Failure && !passing.has(error.code)) await files.remove(facts.id);
      throw error;
    }
    await files.finish(facts);
  };

  const server = new Server({
    path,
    datastore: files,
    maxSize: maxBytes,
    relativeLocation: true,
    allowedHeaders: ['Upload-Ticket', 'X-Api-Key'],
    namingFunction: () => randomBytes(24).toString('base64url'),
    async onUploadCreate(_request, { id, size = 0, metadata = {} }) {
      if (size === 0) throw new Failure('bad-request', 'Expected the bytes of an image but received an empty body.');
      const texts = Object.fromEntries(Object.entries(metadata).map(([key, text]) => [key, text ?? undefined]));
      const terms = await hooks().begin(texts, size);
      files.begin(id, { terms, metadata: texts });
      return {};
    },
    async onIncomingRequest({ method }, id) {
      if (method === 'POST') return;
      const facts = await files.factsOf(id);
      // As if there were none: an id that has leaked opens nothing.
      if (facts.terms.owner !== hooks().owner) throw ERRORS.FILE_NOT_FOUND;
    },
    async onUploadFinish(_request, { id }) {
      await finish(await files.factsOf(id));
      return {};
    },
    onResponseError(_request, error) {
      const call = calls.getStore() as Call;
      if (error instanceof Error) call.failure = error;
      return undefined;
    },
  });

  return {
    tidy: () => files.deleteExpired(),
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
        return answer.status < 400 ? answer : asProblem(answer);
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
const notHere =
  'Expected an upload that is under way at this server: it has ended, or was begun at another. A load balancer has to send all requests of an upload to one server.';

/** The status is the protocol's. */
async function asProblem(answer: Response): Promise<Response> {
  const { status, headers } = answer;
  const code = codes[status] ?? (status < 500 ? 'bad-request' : 'internal');
  const text = (await answer.text()).trim();
  const body = problemBody(new Failure(code, status === 404 ? notHere : text), status);
  headers.delete('Content-Length');
  headers.set('Content-Type', 'application/problem+json');
  return new Response(body, { status, headers });
}
