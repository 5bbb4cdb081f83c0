// The form of POST /api/images: one file in the field `file`, and around it fields that say something of it.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import { type Multipart, openMultipart, type Part } from './multipart.ts';

/** `metadata` is a JSON object, `tags` a comma list, `private` true or false. */
const fields = ['name', 'private', 'tags', 'metadata'] as const;
type Field = (typeof fields)[number];
type Texts = Readonly<Partial<Record<Field, string>>>;

export interface UploadForm {
  readonly file: Part;
  /** Reads the form to its end, once the file has been read; what it says without the file. */
  fields(): Promise<Texts>;
}

// Longer than any name, so that a name that is too long is refused as a name; metadata may be longer when it is escaped.
const textLimitBytes: Readonly<Record<Field, number>> = { name: 4096, private: 16, tags: 8192, metadata: 16_384 };
const expectedFields = 'the fields "file", "name", "private", "tags" and "metadata"';

export function isForm(headers: Headers): boolean {
  return /^multipart\/form-data *(;|$)/i.test(headers.get('content-type') ?? '');
}

/**
 * Fails with `bad-request` where the form has other fields, no file, or more than one of any, and with
 * `too-large` behind `limitBytes` of all its bytes.
 */
export async function readUploadForm({ body, headers }: Request, limitBytes: number): Promise<UploadForm> {
  // It would speak of the form's bytes, and those are not kept: a digest belongs into the headers of the file's part.
  if (headers.has('content-digest')) throw badForm('Content-Digest among the headers of the file');
  const form = body && openMultipart(body, headers.get('content-type') ?? '', limitBytes);
  if (!form) throw badForm('a boundary and a body');
  const texts: Partial<Record<Field, string>> = {};
  const file = await readTexts(form, texts);
  if (file === undefined) throw badForm('the field "file"');
  let rest: Promise<Texts> | undefined;
  const readRest = async () => {
    if ((await readTexts(form, texts)) !== undefined) throw badForm('one field "file"');
    return texts;
  };
  return {
    file,
    fields() {
      rest ??= readRest();
      return rest;
    },
  };
}

/** Reads up to the next file, which it answers, or to the end. */
async function readTexts(form: Multipart, texts: Partial<Record<Field, string>>): Promise<Part | undefined> {
  for (let part = await form.next(); part !== undefined; part = await form.next()) {
    if (part.field === 'file') return part;
    const field = fields.find((known) => known === part?.field);
    if (field === undefined) throw unknownField(part.field);
    if (texts[field] !== undefined) throw badForm(`at most one field "${field}"`);
    texts[field] = await textOf(part, field);
  }
  return undefined;
}

function unknownField(field: string): Failure {
  const subject = quotable(field);
  return new Failure('bad-request', `Expected ${expectedFields} but received "${subject}".`, {
    subject,
    expected: expectedFields,
  });
}

async function textOf({ body }: Part, field: Field): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  for await (const piece of body) {
    text += decode(decoder, field, piece);
    if (text.length > textLimitBytes[field]) throw badForm(`a ${field} of at most ${textLimitBytes[field]} bytes`);
  }
  return text + decode(decoder, field);
}

function decode(decoder: TextDecoder, field: Field, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch (error) {
    const code = field === 'name' ? 'bad-name' : 'bad-request';
    throw new Failure(code, `Expected the field "${field}" to be UTF-8.`, { subject: field }, error);
  }
}

function badForm(expected: string): Failure {
  return new Failure('bad-request', `Expected ${expected} in the form.`, { expected });
}
