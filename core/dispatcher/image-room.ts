// /api/images/{name}: PUT stores, GET and HEAD tell, PATCH changes what is said of it, DELETE removes.
import { encodeName } from '../dialect/encode-part.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Written } from '../handlers/p-vol-img-write.ts';
import type { Ext } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Limits } from '../policy/limits.ts';
import { requireRealm } from '../policy/principal.ts';
import { readDeclared, refuseAnnouncedLength } from './declared.ts';
import { imageJson } from './image-json.ts';
import { readJson } from './json-body.ts';
import { emptyAnswer, jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { isNotModified, type Replace, requirePreconditions, stateOf, validatorsOf } from './preconditions.ts';
import { readName } from './read-name.ts';
import { refuseQuery } from './refuse-query.ts';
import { patched, readUserMetaHeaders, userMetaPatch } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

export interface ImageRoomParts {
  readonly handlers: Handlers;
  readonly limits: Limits;
  readonly inputs: readonly Ext[];
  readonly observe: Tell;
  readonly replace: Replace;
}

export function createImageRoom({ handlers, limits, inputs, observe, replace }: ImageRoomParts): Answer {
  return async (visit) => {
    const { request, target } = visit;
    const method = requireMethod(request.method, ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']);
    const name = readName(target.rest);
    requireRealm(visit.realm, name);
    if (method === 'DELETE') return remove(name, visit);
    refuseQuery(target);
    if (method === 'PUT') return put(name, visit);
    if (method === 'PATCH') return patch(name, request);
    return show(name, request);
  };

  async function put(name: string, { request, signal, client }: Visit): Promise<Response> {
    const declared = readDeclared(request.headers, inputs);
    const said = readUserMetaHeaders(request.headers);
    refuseAnnouncedLength(request.headers, limits.uploadBytes);
    // Weighed here to spare the client its upload, and once more where the name is locked to decide between racers.
    const stored = await handlers.pDbImgFind(name, () => false);
    requirePreconditions(request, stored && stateOf(stored), replace);
    return written(
      observe,
      await handlers.pVolImgWrite({
        body: bodyOf(request),
        declared,
        name: async () => name,
        userMeta: async () => said,
        check: (before) => requirePreconditions(request, before && stateOf(before), replace),
        client: client(),
        signal: signal(),
      }),
    );
  }

  async function show(name: string, request: Request): Promise<Response> {
    const meta = await handlers.pDbImgMeta(name, () => false);
    const validators = validatorsOf(stateOf(meta));
    const extra = { ETag: validators.etag };
    if (!isNotModified(request, validators)) return jsonAnswer(200, imageJson(meta), extra);
    return emptyAnswer(304, extra);
  }

  async function patch(name: string, request: Request): Promise<Response> {
    const body = await readJson(request, userMetaPatch, 'with "private", "tags" or "metadata"');
    const meta = await handlers.pDbImgPatch({
      name,
      change(before) {
        requirePreconditions(request, stateOf(before));
        return patched(before, body);
      },
    });
    return jsonAnswer(200, imageJson(meta), { ETag: validatorsOf(stateOf(meta)).etag });
  }

  // `?erase=true` is for who has to know that the bytes are gone, so its answer says whether they are.
  async function remove(name: string, { request, target }: Visit): Promise<Response> {
    const erase = target.query === 'erase=true';
    if (!erase) refuseQuery(target);
    const check = (before: ImageMeta) => requirePreconditions(request, stateOf(before));
    const { digest, erased } = await handlers.pVolImgRemove({ name, check, erase });
    return erase ? jsonAnswer(200, { name, digest, erased }) : emptyAnswer(204);
  }
}

/** 201 for a new name, 200 for a replaced image. */
export function written(observe: Tell, { meta, created }: Written): Response {
  observe('upload', { bytes: meta.byteLength });
  return jsonAnswer(created ? 201 : 200, imageJson(meta), {
    ETag: validatorsOf(stateOf(meta)).etag,
    Location: `/api/images/${encodeName(meta.name)}`,
  });
}

/** Fails with `bad-request` when the request has no body. */
export function bodyOf({ body }: Request): ReadableStream<Uint8Array> {
  if (body !== null) return body;
  throw new Failure('bad-request', 'Expected the bytes of an image but received no body.');
}
