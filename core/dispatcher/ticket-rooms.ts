// Upload tickets. POST /api/uploads makes one; POST or PUT of an image to /api/uploads/{ticket} uses it, from any page and
// without a token: the ticket itself is what opens it.
import * as v from 'valibot';
import type { TicketRow } from '../database/ticket-ledger.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Handlers } from '../handlers/handlers.ts';
import { extOfMediaType } from '../image/ext-of-media-type.ts';
import { type Ext, formats } from '../image/format.ts';
import { checkName } from '../image/name.ts';
import type { Limits } from '../policy/limits.ts';
import { requireRealm } from '../policy/principal.ts';
import type { Tickets } from '../policy/tickets.ts';
import type { Fields } from './delivery-fields.ts';
import { completing, createDirectUploads, directEntry } from './direct-uploads.ts';
import { guardHeaders } from './guard-headers.ts';
import { written } from './image-room.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { prefixIn } from './realm.ts';
import { refuseQuery } from './refuse-query.ts';
import { readUploadSource } from './upload-source.ts';
import { saidOf, userMetaEntries } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

const usualSeconds = 3600;
const longestSeconds = 7 * 86_400;

export const ticketBody = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.description('The name of the image, if the uploader may not choose it.'))),
  prefix: v.optional(v.pipe(v.string(), v.description('What a name that the uploader chooses has to begin with.'))),
  replace: v.optional(v.pipe(v.boolean(), v.description('Whether an image of this name may be replaced.')), false),
  maxBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  types: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.description('Media types, like image/jpeg.'))),
  expiresIn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestSeconds)), usualSeconds),
  direct: v.optional(directEntry),
  ...userMetaEntries,
});
const expected =
  'with "name" or "prefix", and if need be "replace", "maxBytes", "types", ' +
  `"expiresIn" (1 to ${longestSeconds} seconds), "direct" with "byteLength", "private", "tags" or "metadata"`;

export interface TicketRoomParts {
  readonly tickets: Tickets;
  readonly handlers: Pick<Handlers, 'pVolImgWrite' | 'pVolPresigner'>;
  readonly limits: Limits;
  readonly inputs: readonly Ext[];
  readonly observe: Tell;
  readonly tell: Tell;
}

/** On every answer to a page: any may send what a ticket allows, and read what became of it. */
export const ticketCors: Fields = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': '*',
};

const preflightOf = (methods: string): Fields => ({
  ...guardHeaders,
  ...ticketCors,
  Allow: `${methods}, OPTIONS`,
  'Access-Control-Allow-Methods': methods,
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '7200',
});

type TicketsRoomParts = Pick<TicketRoomParts, 'tickets' | 'handlers' | 'limits' | 'inputs' | 'tell'>;

export function createTicketsRoom({ tickets, handlers, limits, inputs, tell }: TicketsRoomParts): Answer {
  const uploads = createDirectUploads(handlers.pVolPresigner, tell);
  return async ({ request, target, realm, who }) => {
    requireMethod(request.method, ['POST']);
    refuseQuery(target);
    const {
      name,
      prefix = '',
      types,
      maxBytes,
      replace,
      expiresIn,
      direct,
      ...said
    } = await readJson(request, ticketBody, expected);
    if (name !== undefined) requireRealm(realm, checkName(name));
    if (direct !== undefined) uploads.check(direct, Math.min(maxBytes ?? limits.uploadBytes, limits.uploadBytes));
    const { ticket, secret } = await tickets.create({
      ...{ by: who, prefix: prefixIn(realm, prefix), replace, expiresIn, said: saidOf(said) },
      ...(name !== undefined && { name }),
      ...(maxBytes !== undefined && { maxBytes }),
      ...(types !== undefined && { types: types.map((type) => inputOf(type, inputs)) }),
      ...(direct !== undefined && { direct }),
    });
    const url = `/api/uploads/${secret}`;
    const offered = await uploads.offer(ticket, url, expiresIn);
    return jsonAnswer(201, { ...ticketJson(ticket), ticket: secret, url, ...offered }, { Location: url });
  };
}

export function createTicketRoom({ tickets, handlers, limits, inputs, observe, tell }: TicketRoomParts): Answer {
  const uploads = createDirectUploads(handlers.pVolPresigner, tell);
  const use = async (visit: Visit, isCompleting: boolean): Promise<Response> => {
    const { request, target, signal, client } = visit;
    refuseQuery(target);
    const secret = isCompleting ? target.rest.slice(0, -completing.length) : target.rest;
    const { ticket, spend, release } = await tickets.claim(secret);
    try {
      const rules = rulesOf(ticket, limits, inputs);
      const { userMeta, ...source } = isCompleting
        ? await uploads.source(request, ticket, rules)
        : await readUploadSource(request, rules);
      const { limitBytes: maxBytes } = rules;
      const made = await handlers.pVolImgWrite({
        ...{ ...source, maxBytes, inputs: rules.inputs, client: client(), signal: signal() },
        userMeta: async () => ({ ...(await userMeta?.()), ...ticket.said }),
        check(before) {
          refuseReplace(ticket, before);
          return spend();
        },
      });
      if (isCompleting) await uploads.forget(ticket);
      visit.tell('audit', {
        who: `ticket ${ticket.id} of ${ticket.by}`,
        client: client(),
        ...nameOf(request, made.meta),
      });
      return written(observe, made);
    } finally {
      release();
    }
  };
  return async (visit) => {
    const isCompleting = visit.target.rest.endsWith(completing);
    const method = requireMethod(visit.request.method, isCompleting ? ['POST', 'OPTIONS'] : ['POST', 'PUT', 'OPTIONS']);
    if (method === 'OPTIONS')
      return new Response(null, { status: 204, headers: preflightOf(isCompleting ? 'POST' : 'POST, PUT') });
    const response = await use(visit, isCompleting);
    for (const [name, value] of Object.entries(ticketCors)) response.headers.set(name, value);
    return response;
  };
}

/** What a ticket leaves of the server's own rules. */
export function rulesOf(ticket: TicketRow, limits: Limits, inputs: readonly Ext[]) {
  const { name: fixed, prefix: realm, maxBytes = limits.uploadBytes, types = inputs } = ticket;
  return { realm, fixed, limitBytes: Math.min(maxBytes, limits.uploadBytes), inputs: types };
}

/** Fails with `precondition-failed`. */
export function refuseReplace({ replace }: Pick<TicketRow, 'replace'>, before: object | undefined): void {
  if (before === undefined || replace) return;
  throw new Failure('precondition-failed', 'Expected a new name: this ticket does not replace an image.');
}

function inputOf(type: string, inputs: readonly Ext[]): Ext {
  const ext = extOfMediaType(type);
  if (ext !== undefined && inputs.includes(ext)) return ext;
  throw new Failure(
    'bad-request',
    `Expected media types among ${inputs.map((one) => formats[one].mediaType).join(', ')}.`,
    {
      subject: 'types',
    },
  );
}

function nameOf({ method }: Request, { name }: { readonly name: string }) {
  return { method, path: '/api/uploads/…', name };
}

function ticketJson({ id, name, prefix, replace, maxBytes, types, expiresAt }: TicketRow) {
  return {
    ...{ id, name, prefix, replace, maxBytes },
    types: types?.map((type) => formats[type].mediaType),
    expiresAt: new Date(expiresAt).toISOString(),
  };
}
