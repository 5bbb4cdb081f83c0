// /api/images: POST stores a form's file, a raw body, or what a URL gives; GET and HEAD list what is stored.
import * as v from 'valibot';
import type { Page } from '../database/image-ledger.ts';
import type { FetchSource } from '../source/fetch-source.ts';
import { imageJson } from './image-json.ts';
import { type ImageRoomParts, written } from './image-room.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { readPage } from './page-query.ts';
import { requirePreconditions, stateOf } from './preconditions.ts';
import { prefixIn } from './realm.ts';
import { refuseQuery } from './refuse-query.ts';
import { madeName, nameIn, readUploadSource, type UploadSource } from './upload-source.ts';
import { readUserMetaHeaders, saidOf, userMetaEntries } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

export interface ImagesRoomParts extends ImageRoomParts {
  readonly fetchSource: FetchSource;
}

export const importBody = v.strictObject({ url: v.string(), name: v.optional(v.string()), ...userMetaEntries });

const expectedByUrl =
  'with "url", "name" if it is not to be made, and "private", "tags" or "metadata" if there is anything to say';

export function createImagesRoom({ handlers, limits, inputs, observe, replace, fetchSource }: ImagesRoomParts): Answer {
  return async (visit) => {
    const method = requireMethod(visit.request.method, ['GET', 'HEAD', 'POST']);
    return method === 'POST' ? post(visit) : list(visit);
  };

  async function list({ target, realm }: Visit): Promise<Response> {
    const { tag, ...asked } = readPage(target.query);
    const page = { ...asked, prefix: prefixIn(realm, asked.prefix) };
    const { images, next } = await (tag === undefined ? untagged(page) : handlers.pDbImgTagged(tag, page));
    return jsonAnswer(200, { images: images.map(imageJson), next });
  }

  async function untagged(page: Page) {
    const images = await handlers.pDbImgList(page);
    return { images, next: images.length === page.limit ? images.at(-1)?.name : undefined };
  }

  async function post(visit: Visit): Promise<Response> {
    const { request, target, signal, client } = visit;
    refuseQuery(target);
    const source = await sourceOf(visit);
    return written(
      observe,
      await handlers.pVolImgWrite({
        ...source,
        check: (before) => requirePreconditions(request, before && stateOf(before), replace),
        client: client(),
        signal: signal(),
      }),
    );
  }

  function sourceOf({ request, signal, realm }: Visit): Promise<UploadSource> {
    if (isJson(request.headers)) return urlSource(request, realm, signal());
    return readUploadSource(request, { realm, limitBytes: limits.uploadBytes, inputs });
  }

  // What the other server says of its bytes is nothing to go by: they are looked at like any.
  async function urlSource(request: Request, realm: string, signal: AbortSignal): Promise<UploadSource> {
    const fields = readUserMetaHeaders(request.headers);
    const { url, name, ...said } = await readJson(request, importBody, expectedByUrl);
    const given = name === undefined ? undefined : nameIn({ realm }, name);
    const { body } = await fetchSource(url, { maxBytes: limits.uploadBytes }, signal);
    return {
      body,
      declared: { ext: undefined, digest: undefined },
      name: async (ext) => given ?? madeName(realm, ext),
      userMeta: async () => ({ ...fields, ...saidOf(said) }),
    };
  }
}

function isJson(headers: Headers): boolean {
  return /^application\/json *(;|$)/i.test(headers.get('content-type') ?? '');
}
