// /api/images: POST stores a form's file or a raw body, GET and HEAD list what is stored.
import type { Upload } from '../handlers/p-vol-img-write.ts';
import type { Ext } from '../image/format.ts';
import { recordOf } from '../image/image-meta.ts';
import { checkName } from '../image/name.ts';
import { readDeclared, refuseAnnouncedLength } from './declared.ts';
import { imageJson } from './image-json.ts';
import { bodyOf, type ImageRoomParts, written } from './image-room.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { readPage } from './page-query.ts';
import { requirePreconditions } from './preconditions.ts';
import { refuseQuery } from './refuse-query.ts';
import { isForm, readUploadForm } from './upload-form.ts';
import type { Answer, Visit } from './visit.ts';

// What a form may have around its file: boundaries, part headers, the name.
const formOverheadBytes = 16_384;

export function createImagesRoom({ handlers, limits, inputs, observe }: ImageRoomParts): Answer {
  return async (visit) => {
    const method = requireMethod(visit.request.method, ['GET', 'HEAD', 'POST']);
    return method === 'POST' ? post(visit) : list(visit);
  };

  async function list({ target }: Visit): Promise<Response> {
    const page = readPage(target.query);
    const images = await handlers.pDbImgList(page);
    const next = images.length === page.limit ? images.at(-1)?.name : undefined;
    return jsonAnswer(200, { images: images.map(imageJson), next });
  }

  async function post({ request, target, signal, client }: Visit): Promise<Response> {
    refuseQuery(target);
    const source = isForm(request.headers) ? await formSource(request) : rawSource(request);
    return written(
      observe,
      await handlers.pVolImgWrite({
        ...source,
        check: (before) => requirePreconditions(request, before && recordOf(before)),
        client: client(),
        signal: signal(),
      }),
    );
  }

  function rawSource(request: Request): Pick<Upload, 'body' | 'declared' | 'name'> {
    const declared = readDeclared(request.headers, inputs);
    refuseAnnouncedLength(request.headers, limits.uploadBytes);
    return { body: bodyOf(request), declared, name: async (ext) => madeName(ext) };
  }

  async function formSource(request: Request): Promise<Pick<Upload, 'body' | 'declared' | 'name'>> {
    const limitBytes = limits.uploadBytes + formOverheadBytes;
    refuseAnnouncedLength(request.headers, limitBytes);
    const form = await readUploadForm(request, limitBytes);
    return {
      body: form.file.body,
      declared: readDeclared(form.file.headers, inputs),
      name: async (ext) => {
        const given = await form.name();
        return given === undefined ? madeName(ext) : checkName(given);
      },
    };
  }
}

// 122 random bits: nobody finds an image by guessing its name.
function madeName(ext: Ext): string {
  return `${crypto.randomUUID().replaceAll('-', '')}.${ext}`;
}
