// /api/resumable: uploads in pieces, by the tus protocol (https://tus.io/protocols/resumable-upload, 1.0.0), with a token
// or with an upload ticket in the field Upload-Ticket. What is whole goes the way of every upload.
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Ext } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Access } from '../policy/access.ts';
import type { Limits } from '../policy/limits.ts';
import { requireScope } from '../policy/principal.ts';
import type { Tickets } from '../policy/tickets.ts';
import { digestOf } from '../policy/tokens.ts';
import { readDeclared } from './declared.ts';
import { requireMethod } from './methods.ts';
import { unkept } from './refuse.ts';
import { refuseQuery } from './refuse-query.ts';
import type { ReceivedUpload, ResumableUploads, UploadTerms } from './resumable-uploads.ts';
import { refuseReplace, rulesOf } from './ticket-rooms.ts';
import { madeName, nameIn } from './upload-source.ts';
import { readUserMetaTexts } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

export interface ResumableRoomParts {
  /** Undefined where the target has none. */
  readonly resumable?: ResumableUploads;
  readonly access: Access;
  readonly tickets: Tickets;
  readonly handlers: Pick<Handlers, 'pVolImgWrite'>;
  readonly limits: Limits;
  readonly inputs: readonly Ext[];
  readonly observe: Tell;
}

export function createResumableRoom(parts: ResumableRoomParts): Answer {
  const { resumable, access, tickets, handlers, limits, inputs, observe } = parts;

  return async (visit) => {
    const { request, target } = visit;
    requireMethod(
      request.method,
      target.room === 'resumables' ? ['POST', 'OPTIONS'] : ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
    );
    refuseQuery(target);
    if (resumable === undefined) throw new Failure('not-found', 'This server has no resumable uploads.');
    const hooks = request.method === 'OPTIONS' ? nobody : await hooksOf(visit);
    const answer = await resumable.answer(request, target.raw, hooks);
    for (const [name, value] of Object.entries(unkept)) answer.headers.set(name, value);
    return answer;
  };

  async function hooksOf(visit: Visit) {
    const secret = visit.request.headers.get('upload-ticket');
    const { owner, begin } = secret === null ? await byToken(visit) : await byTicket(secret);
    return {
      owner,
      begin,
      finish: (upload: ReceivedUpload, bytes: ReadableStream<Uint8Array>) => finish(upload, bytes, visit),
    };
  }

  async function byToken({ request, client }: Visit) {
    const principal = await access(request.headers, client);
    requireScope(principal, 'write');
    const { id, prefix: realm } = principal;
    const owner = `token ${id}`;
    const terms: UploadTerms = {
      ...{ owner, by: id, realm, said: {}, replace: true, limitBytes: limits.uploadBytes, inputs },
    };
    const begin = async (metadata: ReceivedUpload['metadata'], byteLength: number) => {
      check(terms, metadata, byteLength);
      return terms;
    };
    return { owner, begin };
  }

  // It is used up by what it begins: who goes on with that shows the same ticket, and it begins nothing else.
  async function byTicket(secret: string) {
    const owner = `ticket ${await digestOf(secret)}`;
    const begin = async (metadata: ReceivedUpload['metadata'], byteLength: number) => {
      const { ticket, spend, release } = await tickets.claim(secret);
      try {
        const { fixed, ...rules } = rulesOf(ticket, limits, inputs);
        const { id, by, said, replace } = ticket;
        const terms = { owner, by: `ticket ${id} of ${by}`, said, replace, ...rules, ...(fixed && { fixed }) };
        check(terms, metadata, byteLength);
        await spend();
        return terms;
      } finally {
        release();
      }
    };
    return { owner, begin };
  }

  async function finish(upload: ReceivedUpload, body: ReadableStream<Uint8Array>, visit: Visit) {
    const { id, terms, metadata } = upload;
    const { meta } = await handlers.pVolImgWrite({
      ...{ body, maxBytes: terms.limitBytes, inputs: terms.inputs, client: visit.client(), signal: visit.signal() },
      ...check(terms, metadata, 0),
      name: async (ext) => nameOf(terms, metadata) ?? madeName(terms.realm, ext, id),
      check: (before, digest) => {
        if (!isOwn(upload, before, digest)) refuseReplace(terms, before);
      },
    });
    observe('upload', { bytes: meta.byteLength });
    const { method } = visit.request;
    visit.tell('audit', {
      who: terms.by,
      client: visit.client(),
      method,
      path: '/api/resumable/…',
      name: meta.name,
      status: 204,
    });
  }
}

/** Whether it is what came of these very bytes: its server did not live to say so, or failed to. */
function isOwn({ begunAt }: ReceivedUpload, before: ImageMeta | undefined, digest: string): boolean {
  return before?.digest === digest && before.createdAt >= Date.parse(begunAt);
}

/** What of an upload is known before its bytes are; throws where it would be refused for it. */
function check(terms: UploadTerms, metadata: ReceivedUpload['metadata'], byteLength: number) {
  const { limitBytes } = terms;
  if (byteLength > limitBytes) {
    throw new Failure('too-large', `Expected at most ${limitBytes} bytes but ${byteLength} are to come.`, {
      limit: limitBytes,
    });
  }
  const { filetype, private: flag, tags, metadata: more } = metadata;
  nameOf(terms, metadata);
  const said = { ...readUserMetaTexts({ private: flag, tags, metadata: more }), ...terms.said };
  const declared = readDeclared(new Headers(filetype ? { 'Content-Type': filetype } : {}), terms.inputs);
  return { declared, userMeta: async () => said };
}

function nameOf(terms: UploadTerms, { name = terms.fixed }: ReceivedUpload['metadata']): string | undefined {
  return name === undefined ? undefined : nameIn(terms, name);
}

const nobody = {
  owner: '',
  begin: () => Promise.reject(new Failure('unauthorized', 'Expected a token or a ticket.')),
  finish: () => Promise.reject(new Failure('unauthorized', 'Expected a token or a ticket.')),
};
