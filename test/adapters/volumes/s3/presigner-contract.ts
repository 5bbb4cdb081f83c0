// What presigned URLs of a bucket have to do, over any S3 server: asked with fetch alone, as clients ask.
import { expect, test } from 'vitest';
import type { S3Volume } from '../../../../adapters/volumes/s3/open-s3-volume.ts';
import type { LinkTerms, Presigner } from '../../../../core/index.ts';
import { noise, sha256, streamOf, wholeOf } from '../../../support/bytes.ts';

const terms: LinkTerms = {
  contentType: 'image/png',
  contentDisposition: `inline; filename="a b.png"; filename*=UTF-8''%C3%A4.png`,
  cacheControl: 'private, max-age=60',
  expiresIn: 60,
};

export function presignerContract(of: string, open: () => Promise<S3Volume>): void {
  const opened = async () => {
    const volume = await open();
    return { volume, presigner: volume.presigner as Presigner };
  };
  const stored = async (volume: S3Volume, bytes: Uint8Array) =>
    (await (await volume.stage(streamOf(bytes), { maxBytes: 1e8 })).commit('jpg')).imgAddr;
  const put = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'PUT', body, headers }).then(({ status }) => status);

  test(`${of}: a link gives the image, whole or a part, and says of it what was wanted`, async () => {
    const { volume, presigner } = await opened();
    const bytes = noise(5000);
    const url = await presigner.link(await stored(volume, bytes), terms);
    const whole = await fetch(url);
    expect(sha256(await whole.bytes())).toBe(sha256(bytes));
    expect([
      whole.status,
      ...['content-type', 'content-disposition', 'cache-control'].map((name) => whole.headers.get(name)),
    ]).toEqual([...[200, terms.contentType, terms.contentDisposition, terms.cacheControl]]);
    const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
    expect([part.status, await part.bytes()]).toEqual([206, bytes.slice(10, 20)]);
  });

  test(`${of}: a link opens nothing else, and nothing once it has ended or its image has gone`, async () => {
    const { volume, presigner } = await opened();
    const imgAddr = await stored(volume, noise(100));
    const url = await presigner.link(imgAddr, { ...terms, expiresIn: 1 });
    const other = await presigner.link(imgAddr, terms);
    for (const changed of [url.replace('image%2Fpng', 'image%2Fsvg'), url.replace(/(Signature=)./, '$1x')]) {
      expect(changed).not.toBe(url);
      expect((await fetch(changed)).status).toBe(403);
    }
    expect((await fetch(other, { method: 'DELETE' })).status).toBe(403);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await fetch(url)).status).toBe(403);
    await volume.remove(imgAddr);
    expect((await fetch(other)).status).toBe(404);
    await expect(presigner.link('nothing', terms)).rejects.toMatchObject({ code: 'not-found' });
  });

  test(`${of}: what is put by a link is of the length that was said, is seen by nobody else, and can be forgotten`, async () => {
    const { volume, presigner } = await opened();
    const bytes = noise(5000);
    const id = crypto.randomUUID();
    expect(await presigner.staged(id)).toBeUndefined();
    const { url, headers } = await presigner.put(id, { byteLength: 5000, expiresIn: 60 });
    expect(headers).toEqual({});
    for (const length of [4999, 5001]) expect(await put(url, noise(length))).toBe(403);
    expect(await presigner.staged(id)).toBeUndefined();
    expect(await put(url, bytes)).toBe(200);
    const found = await presigner.staged(id);
    expect([found?.byteLength, sha256(await wholeOf(found?.body))]).toEqual([5000, sha256(bytes)]);
    expect(await volume.names({ prefix: '', after: '', limit: 10 })).toEqual([]);
    await presigner.forget(id);
    await presigner.forget(id);
    expect(await presigner.staged(id)).toBeUndefined();
  });

  test(`${of}: a link for bytes with a digest is of no use without it`, async () => {
    const { presigner } = await opened();
    const bytes = noise(1000);
    const id = crypto.randomUUID();
    const { url, headers } = await presigner.put(id, { byteLength: 1000, digest: sha256(bytes), expiresIn: 60 });
    expect(await put(url, bytes)).toBe(403);
    expect(await put(url, bytes, headers)).toBe(200);
    expect((await presigner.staged(id))?.byteLength).toBe(1000);
  });
}
