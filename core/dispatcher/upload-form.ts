// The form of POST /api/images: one file in the field `file`, and its name in the field `name` or nowhere.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import { type Multipart, openMultipart, type Part } from './multipart.ts';

export interface UploadForm {
  readonly file: Part;
  /** Reads the form to its end, once the file has been read; undefined when it gave no name. */
  name(): Promise<string | undefined>;
}

// Longer than any name, so that a name that is too long is refused as a name.
const nameLimitBytes = 4096;

export function isForm(headers: Headers): boolean {
  return /^multipart\/form-data *(;|$)/i.test(headers.get('content-type') ?? '');
}

/**
 * Fails with `bad-request` where the form has other fields, no file, or more than one of either, and with
 * `too-large` behind `limitBytes` of all its bytes.
 */
export async function readUploadForm({ body, headers }: Request, limitBytes: number): Promise<UploadForm> {
  // It would speak of the form's bytes, and those are not kept: a digest belongs into the headers of the file's part.
  if (headers.has('content-digest')) throw badForm('Content-Digest among the headers of the file');
  const form = body && openMultipart(body, headers.get('content-type') ?? '', limitBytes);
  if (!form) throw badForm('a boundary and a body');
  let part = await nextPart(form);
  let name: string | undefined;
  if (part?.field === 'name') {
    name = await textOf(part);
    part = await nextPart(form);
  }
  if (part?.field !== 'file') throw badForm('the field "file"');
  return {
    file: part,
    async name() {
      const behind = await nextPart(form);
      if (behind === undefined) return name;
      if (behind.field !== 'name' || name !== undefined) throw badForm('one field "file" and at most one field "name"');
      const given = await textOf(behind);
      if ((await nextPart(form)) !== undefined) throw badForm('no field behind "file" and "name"');
      return given;
    },
  };
}

async function nextPart(form: Multipart): Promise<Part | undefined> {
  const part = await form.next();
  if (part === undefined || part.field === 'file' || part.field === 'name') return part;
  const subject = quotable(part.field);
  throw new Failure('bad-request', `Expected the fields "file" and "name" but received "${subject}".`, {
    subject,
    expected: 'the fields "file" and "name"',
  });
}

async function textOf({ body }: Part): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  for await (const piece of body) {
    text += decode(decoder, piece);
    if (text.length > nameLimitBytes) throw badForm(`a name of at most ${nameLimitBytes} bytes`);
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch (error) {
    throw new Failure('bad-name', 'Expected the field "name" to be UTF-8.', { subject: 'name' }, error);
  }
}

function badForm(expected: string): Failure {
  return new Failure('bad-request', `Expected ${expected} in the form.`, { expected });
}
