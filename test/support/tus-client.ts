// Requests of the tus protocol to drivers of resumable uploads, and what becomes of what they hand over.
import { Failure, type FailureCode, type ResumableHooks, type ResumableUploads } from '../../core/index.ts';

export const path = '/api/resumable';

const terms = { owner: 'o', by: 'o', said: {}, replace: true, realm: '', limitBytes: 1e9, inputs: [] };
// More than the buffers on the way hold.
const chunkBytes = 256 * 1024;
const version = { 'Tus-Resumable': '1.0.0' };
const type = { 'Content-Type': 'application/offset+octet-stream' };

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

export interface TusClient {
  /** The path of a new upload. */
  begin(byteLength: number, server?: ResumableUploads): Promise<string>;
  /** Status 204, or how it was refused; 0 where its bytes broke off. */
  patch(url: string, offset: number, body: Body, server?: ResumableUploads): Promise<number | FailureCode>;
  /** Undefined where there is no such upload. */
  offset(url: string, server?: ResumableUploads): Promise<number | undefined>;
  ask(method: string, url: string, headers?: Record<string, string>, server?: ResumableUploads): Promise<Response>;
  /** All that was handed over and taken. */
  readonly images: Buffer[];
  /** How the next ones that are handed over end; that may take time. */
  readonly failures: (FailureCode | (() => Promise<FailureCode>))[];
}

/** The first server, where a request names none. */
export function tusClient([first]: readonly [ResumableUploads, ...ResumableUploads[]], owner = terms.owner): TusClient {
  const images: Buffer[] = [];
  const failures: TusClient['failures'] = [];
  const hooks: ResumableHooks = {
    owner,
    begin: async () => terms,
    async finish(_upload, bytes) {
      const whole = Buffer.from(await new Response(bytes).arrayBuffer());
      const failure = failures.shift();
      if (failure !== undefined) throw new Failure(typeof failure === 'string' ? failure : await failure(), 'not now');
      images.push(whole);
    },
  };
  const send = (server: ResumableUploads, target: string, init: RequestInit) =>
    server.answer(new Request(`http://localhost${target}`, { ...init, duplex: 'half' } as RequestInit), target, hooks);

  return {
    images,
    failures,
    ask: (method, url, headers = {}, server = first) =>
      send(server, url, { method, headers: { ...version, ...headers } }),
    async begin(byteLength, server = first) {
      const headers = { ...version, 'Upload-Length': String(byteLength) };
      const answer = await send(server, path, { method: 'POST', headers });
      return new URL(answer.headers.get('location') ?? '', 'http://localhost').pathname;
    },
    async patch(url, offset, body, server = first) {
      const headers = { ...version, ...type, 'Upload-Offset': String(offset) };
      try {
        return (await send(server, url, { method: 'PATCH', headers, body })).status;
      } catch (error) {
        if (error instanceof Failure) return error.code;
        throw error;
      }
    },
    async offset(url, server = first) {
      const answer = await send(server, url, { method: 'HEAD', headers: version });
      return answer.status === 200 ? Number(answer.headers.get('upload-offset')) : undefined;
    },
  };
}

/** A body that comes in chunks, and ends or breaks off when `over` does; `stuck` hears that nearly all have been taken. */
export function unfinished(bytes: Uint8Array, stuck: () => void, over: Promise<unknown>): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (sent >= bytes.byteLength) {
          stuck();
          return over.then(() => controller.close());
        }
        controller.enqueue(bytes.subarray(sent, sent + chunkBytes));
        sent += chunkBytes;
        return undefined;
      },
    },
    { highWaterMark: 0 },
  );
}
