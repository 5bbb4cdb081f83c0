// /api/images: POST stores a form's file, a raw body, or what a URL gives; GET and HEAD list what is stored.
import * as v from 'valibot';
import type { Page } from '../database/image-ledger.ts';
import type { Upload } from '../handlers/p-vol-img-write.ts';
import type { Ext } from '../image/format.ts';
import { checkName } from '../image/name.ts';
import { requireRealm } from '../policy/principal.ts';
import type { FetchSource } from '../source/fetch-source.ts';
import { readDeclared, refuseAnnouncedLength } from './declared.ts';
import { imageJson } from './image-json.ts';
import { bodyOf, type ImageRoomParts, written } from './image-room.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { readPage } from './page-query.ts';
import { requirePreconditions, stateOf } from './preconditions.ts';
import { refuseQuery } from './refuse-query.ts';
import { isForm, readUploadForm } from './upload-form.ts';
import { readUserMetaHeaders, readUserMetaTexts, saidOf, userMetaEntries } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

type UploadSource = Pick<Upload, 'body' | 'declared' | 'name' | 'userMeta'>;

// What a form may have around its file: boundaries, part headers, texts.
const formOverheadBytes = 49_152;

export interface ImagesRoomParts extends ImageRoomParts {
  readonly fetchSource: FetchSource;
}

const byUrl = v.strictObject({ url: v.string(), name: v.optional(v.string()), ...userMetaEntries });

const expectedByUrl =
  'with "url", "name" if it is not to be made, and "private", "tags" or "metadata" if there is anything to say';

export function createImagesRoom({ handlers, limits, inputs, observe, replace, fetchSource }: ImagesRoomParts): Answer {
  return async (visit) => {
    const method = requireMethod(visit.request.method, ['GET', 'HEAD', 'POST']);
    return method === 'POST' ? post(visit) : list(visit);
  };

  async function list({ target, realm }: Visit): Promise<Response> {
    const page = pageIn(realm, readPage(target.query));
    const images = await handlers.pDbImgList(page);
    const next = images.length === page.limit ? images.at(-1)?.name : undefined;
    return jsonAnswer(200, { images: images.map(imageJson), next });
  }

  async function post(visit: Visit): Promise<Response> {
    const { request, target, signal, client } = visit;
    refuseQuery(target);
    const said = readUserMetaHeaders(request.headers);
    const { userMeta, ...source } = await sourceOf(visit);
    return written(
      observe,
      await handlers.pVolImgWrite({
        ...source,
        userMeta: async () => ({ ...said, ...(await userMeta?.()) }),
        check: (before) => requirePreconditions(request, before && stateOf(before), replace),
        client: client(),
        signal: signal(),
      }),
    );
  }

  function sourceOf({ request, signal, realm }: Visit): Promise<UploadSource> | UploadSource {
    if (isForm(request.headers)) return formSource(request, realm);
    return isJson(request.headers) ? urlSource(request, realm, signal()) : rawSource(request, realm);
  }

  // What the other server says of its bytes is nothing to go by: they are looked at like any.
  async function urlSource(request: Request, realm: string, signal: AbortSignal): Promise<UploadSource> {
    const { url, name, ...said } = await readJson(request, byUrl, expectedByUrl);
    const given = name === undefined ? undefined : nameIn(realm, name);
    const { body } = await fetchSource(url, { maxBytes: limits.uploadBytes }, signal);
    return {
      body,
      declared: { ext: undefined, digest: undefined },
      name: async (ext) => given ?? madeName(realm, ext),
      userMeta: async () => saidOf(said),
    };
  }

  function rawSource(request: Request, realm: string): UploadSource {
    const declared = readDeclared(request.headers, inputs);
    refuseAnnouncedLength(request.headers, limits.uploadBytes);
    return { body: bodyOf(request), declared, name: async (ext) => madeName(realm, ext) };
  }

  async function formSource(request: Request, realm: string): Promise<UploadSource> {
    const limitBytes = limits.uploadBytes + formOverheadBytes;
    refuseAnnouncedLength(request.headers, limitBytes);
    const form = await readUploadForm(request, limitBytes);
    return {
      body: form.file.body,
      declared: readDeclared(form.file.headers, inputs),
      name: async (ext) => {
        const { name: given } = await form.fields();
        return given === undefined ? madeName(realm, ext) : nameIn(realm, given);
      },
      userMeta: async () => readUserMetaTexts(await form.fields()),
    };
  }
}

function isJson(headers: Headers): boolean {
  return /^application\/json *(;|$)/i.test(headers.get('content-type') ?? '');
}

// 122 random bits: nobody finds an image by guessing its name.
function madeName(realm: string, ext: Ext): string {
  return checkName(`${realm}${crypto.randomUUID().replaceAll('-', '')}.${ext}`);
}

function nameIn(realm: string, given: string): string {
  const name = checkName(given);
  requireRealm(realm, name);
  return name;
}

// Whoever asks for more names than his own is shown his own.
function pageIn(realm: string, page: Page): Page {
  if (realm.startsWith(page.prefix)) return { ...page, prefix: realm };
  requireRealm(realm, page.prefix);
  return page;
}
