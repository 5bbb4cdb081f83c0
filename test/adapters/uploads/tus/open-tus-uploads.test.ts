// What becomes of bytes that are whole where no image has come of them yet.
import { expect, test } from 'vitest';
import { openTusUploads } from '../../../../adapters/uploads/tus/open-tus-uploads.ts';
import { Failure, type FailureCode, type ResumableHooks } from '../../../../core/index.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const text = 'the whole picture';
const terms = { owner: 'o', by: 'o', said: {}, replace: true, realm: '', limitBytes: 100, inputs: [] };

/** An upload of which every byte has come, and whose first way to an image failed with `code`. */
async function refusedOnce(code: FailureCode) {
  const path = '/api/resumable';
  const uploads = await openTusUploads({ directory: await scratchFolder(), path, maxBytes: 100, millis: 60_000 });
  const failures = [new Failure(code, 'not now')];
  const images: string[] = [];
  const hooks: ResumableHooks = {
    owner: 'o',
    begin: async () => terms,
    async finish(_upload, bytes) {
      const whole = await new Response(bytes).text();
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      images.push(whole);
    },
  };
  const ask = (method: string, target: string, headers: Record<string, string>, body?: string) => {
    const type = { 'Content-Type': 'application/offset+octet-stream' };
    const init = {
      method,
      headers: { 'Tus-Resumable': '1.0.0', ...(body && type), ...headers },
      ...(body && { body }),
    };
    return uploads.answer(new Request(`http://localhost${target}`, init), target, hooks);
  };
  const begun = await ask('POST', path, { 'Upload-Length': String(text.length) });
  const url = new URL(begun.headers.get('location') ?? '', 'http://localhost').pathname;
  const patch = (from: number) => ask('PATCH', url, { 'Upload-Offset': String(from) }, text.slice(from));
  await expect(patch(0)).rejects.toMatchObject({ code });
  return { head: () => ask('HEAD', url, {}), patch, images };
}

test.each(['overloaded', 'aborted', 'storage-full'] as const)(
  'an upload that is whole and met "%s" is not told to be done, and its last byte brings it in',
  async (code) => {
    const { head, patch, images } = await refusedOnce(code);
    expect((await head()).headers.get('upload-offset')).toBe(String(text.length - 1));
    expect((await patch(text.length - 1)).status).toBe(204);
    expect(images).toEqual([text]);
    expect((await head()).headers.get('upload-offset')).toBe(String(text.length));
  },
);

test('an upload that is whole and no image is gone', async () => {
  const { head } = await refusedOnce('unsupported-type');
  const answer = await head().catch((error: unknown) => error);
  expect(answer).toMatchObject({ status: 404 });
});

test('an upload that was begun at another server is said not to be at this one', async () => {
  const path = '/api/resumable';
  const uploads = await openTusUploads({ directory: await scratchFolder(), path, maxBytes: 100, millis: 60_000 });
  const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
  const target = `${path}/${'x'.repeat(32)}`;
  const asked = new Request(`http://localhost${target}`, { method: 'PATCH', headers, body: text });
  const hooks = { owner: 'o', begin: async () => terms, finish: async () => {} };
  const answer = await uploads.answer(asked, target, hooks).catch((error: Failure) => error);
  expect(answer).toMatchObject({ status: 404 });
  expect(await (answer as Response).text()).toContain('begun at another');
});
