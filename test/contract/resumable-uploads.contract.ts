// What every driver of resumable uploads keeps, in words of the tus protocol (https://tus.io/protocols/resumable-upload).
import { describe, expect, it } from 'vitest';
import type { ResumableUploads } from '../../core/index.ts';
import { noise } from '../support/bytes.ts';
import { path, tusClient, unfinished } from '../support/tus-client.ts';

export interface ResumableUploadsDriver {
  /** Where more than one server can go on with an upload, several. */
  open(): Promise<readonly [ResumableUploads, ...ResumableUploads[]]>;
}

const bytes = Buffer.from(noise(10_000));
const all = bytes.length;
const large = Buffer.from(noise(2_500_000));

export function resumableUploadsContract(title: string, { open }: ResumableUploadsDriver): void {
  describe(title, () => {
    it('bytes that come in pieces are kept as far as is told, and handed over whole', async () => {
      const servers = await open();
      const { begin, patch, offset, images } = tusClient(servers);
      const url = await begin(all);
      for (let [from, turn] = [0, 0]; from < all; from += 3000, turn += 1) {
        const at = (more: number) => servers[(turn + more) % servers.length];
        expect(await offset(url, at(0))).toBe(from);
        expect(await patch(url, from, bytes.subarray(from, from + 3000), at(1))).toBe(204);
      }
      expect(images).toEqual([bytes]);
      // Its answer may have been lost: who asks again hears that it is done, and nothing is handed over twice.
      for (const server of servers) expect(await offset(url, server)).toBe(all);
      expect(await patch(url, all - 1, bytes.subarray(all - 1))).toBe(409);
      expect(images).toHaveLength(1);
    });

    it.each(['breaks off', 'still comes'])(
      'what has come of a piece that %s is kept for who goes on, and bytes of another place change nothing',
      async (how) => {
        const servers = await open();
        const { begin, patch, offset, images } = tusClient(servers);
        const url = await begin(large.length);
        const [stuck, over] = [Promise.withResolvers<void>(), Promise.withResolvers<never>()];
        const first = patch(url, 0, unfinished(large.subarray(0, 2_000_000), stuck.resolve, over.promise));
        await stuck.promise;
        if (how === 'breaks off') {
          over.reject(new Error('The client has left.'));
          expect(await first).not.toBe(204);
        }
        const told = (await offset(url)) ?? 0;
        expect(told).toBeGreaterThan(0);
        for (const wrong of [0, told - 1, told + 1]) {
          expect(await patch(url, wrong, large.subarray(wrong), servers.at(-1))).toBe(409);
        }
        expect(await patch(url, told, large.subarray(told), servers.at(-1))).toBe(204);
        expect(images.map((image) => Buffer.compare(image, large))).toEqual([0]);
        await first;
      },
    );

    it.each(['overloaded', 'aborted', 'storage-full', 'storage-unavailable'] as const)(
      'an upload that is whole and met "%s" is not told to be done, and its last byte brings it in',
      async (code) => {
        const servers = await open();
        const { begin, patch, offset, images, failures } = tusClient(servers);
        const url = await begin(all);
        failures.push(code);
        expect(await patch(url, 0, bytes)).toBe(code);
        for (const server of servers) expect(await offset(url, server)).toBe(all - 1);
        expect(await patch(url, all - 1, bytes.subarray(all - 1), servers.at(-1))).toBe(204);
        expect(images).toEqual([bytes]);
        expect(await offset(url)).toBe(all);
      },
    );

    it('an upload that is whole and no image is gone, and so is one that was given up', async () => {
      const servers = await open();
      const { begin, patch, offset, failures, ask } = tusClient(servers);
      const refused = await begin(all);
      failures.push('unsupported-type');
      expect(await patch(refused, 0, bytes)).toBe('unsupported-type');
      const left = await begin(all);
      await patch(left, 0, bytes.subarray(0, 10));
      expect((await ask('DELETE', left, {}, servers.at(-1))).status).toBe(204);
      for (const url of [refused, left]) {
        for (const server of servers) expect(await offset(url, server)).toBeUndefined();
        expect(await patch(url, 10, bytes.subarray(10))).toBe(404);
      }
    });

    it('nobody goes on with an upload but who began it, and names that are none are not known', async () => {
      const servers = await open();
      const url = await tusClient(servers).begin(all);
      const { patch, offset, ask } = tusClient(servers, 'another');
      for (const wrong of [url, `${path}/x`, `${path}/${'x'.repeat(42)}`, `${path}/..%2fstate`]) {
        expect([await offset(wrong), await patch(wrong, 0, bytes), (await ask('DELETE', wrong)).status]).toEqual([
          ...[undefined, 404, 404],
        ]);
      }
      expect(await tusClient(servers).offset(url)).toBe(0);
    });
  });
}
