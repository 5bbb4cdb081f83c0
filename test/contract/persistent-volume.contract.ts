// What every PersistentVolume has to keep, whatever it is made of.
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../core/failure.ts';
import type { PersistentVolume } from '../../core/volume/persistent-volume.ts';
import { listed, noise, sha256, streamOf, wholeOf } from '../support/bytes.ts';

export interface PersistentVolumeDriver {
  /** Opens an empty volume of the running test's own. */
  open(): Promise<PersistentVolume>;
  /** Cases that the driver can't run, by title, with the reason. */
  readonly omits?: Readonly<Record<string, string>>;
}

const hour = 3_600_000;
const noLimit = { maxBytes: 100_000_000 };
const lengths = [0, 1, 63, 64, 65, 4096, 65_536, 262_143, 262_144, 262_145, 1_048_576, 1_048_577, 3_000_000];
const strangers = ['', 'nothing', sha256(noise(9, 9)), '../../etc/passwd', 'a'.repeat(64), 'A'.repeat(64), '\0'];

const cases: Record<string, (volume: PersistentVolume) => Promise<void>> = {
  async 'what is committed is read back byte for byte, at every length'(volume) {
    for (const length of lengths) {
      const bytes = noise(length, length);
      const stored = await volume.read(await store(volume, bytes));
      expect(stored?.byteLength).toBe(length);
      expect(sha256(await wholeOf(stored?.body))).toBe(sha256(bytes));
    }
  },

  async 'digest, length and head are right however the bytes are cut into pieces'(volume) {
    const property = fc.asyncProperty(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 700 }), check);
    await fc.assert(property, { numRuns: 40 });
    async function check(length: number, piece: number) {
      const bytes = noise(length, piece);
      const staged = await volume.stage(streamOf(bytes, piece), noLimit);
      expect(staged.digest).toBe(sha256(bytes));
      expect(staged.byteLength).toBe(length);
      expect(staged.head.byteLength).toBeGreaterThanOrEqual(Math.min(64, length));
      expect(staged.head).toEqual(bytes.slice(0, staged.head.byteLength));
      expect(sha256(await staged.bytes())).toBe(sha256(bytes));
      await staged.discard();
    }
  },

  async 'nothing is visible before commit and everything after it'(volume) {
    const staged = await volume.stage(streamOf(noise(5000)), noLimit);
    expect(await listed(volume)).toEqual([]);
    const { imgAddr } = await staged.commit('jpg');
    expect(await listed(volume)).toEqual([{ imgAddr, byteLength: 5000 }]);
  },

  async 'a range gives exactly its bytes and the length of the whole'(volume) {
    for (const length of [10, 3_000_000]) {
      const bytes = noise(length);
      const imgAddr = await store(volume, bytes);
      const cuts = [0, 1, 7, Math.floor(length / 3), length - 1, length];
      for (const start of cuts) {
        for (const end of cuts.filter((cut) => cut >= start)) {
          const stored = await volume.read(imgAddr, { start, end });
          expect(stored?.byteLength).toBe(length);
          expect(sha256(await wholeOf(stored?.body))).toBe(sha256(bytes.slice(start, end)));
        }
      }
    }
  },

  async 'a range that leaves the image is refused'(volume) {
    const imgAddr = await store(volume, noise(10));
    for (const [start, end] of [
      [0, 11],
      [11, 11],
      [-1, 3],
      [5, 4],
      [Number.NaN, 3],
    ] as const) {
      await expect(volume.read(imgAddr, { start, end })).rejects.toMatchObject({ code: 'range-not-satisfiable' });
    }
  },

  async 'an address that was never given out is neither read nor removed'(volume) {
    await store(volume, noise(10));
    for (const stranger of strangers) {
      expect(await volume.read(stranger)).toBeUndefined();
      expect(await volume.remove(stranger)).toBe(false);
    }
    expect(await listed(volume)).toHaveLength(1);
  },

  async 'equal bytes have one address'(volume) {
    const first = await store(volume, noise(3000));
    expect(await store(volume, noise(3000))).toBe(first);
    expect(await listed(volume)).toHaveLength(1);
  },

  async 'equal and different bytes may be committed at the same moment'(volume) {
    const staged = await Promise.all(
      Array.from({ length: 16 }, (_, index) => volume.stage(streamOf(noise(2000, index % 4)), noLimit)),
    );
    const addresses = await Promise.all(staged.map((each) => each.commit('png')));
    expect(new Set(addresses.map(({ imgAddr }) => imgAddr)).size).toBe(4);
    for (const [index, { imgAddr }] of addresses.entries()) {
      const stored = await volume.read(imgAddr);
      expect(sha256(await wholeOf(stored?.body))).toBe(sha256(noise(2000, index % 4)));
    }
  },

  async 'bytes up to the limit are taken, and one more is too large at once'(volume) {
    const bytes = noise(10_000_000);
    const fits = await volume.stage(streamOf(bytes.slice(0, 100_000)), { maxBytes: 100_000 });
    await fits.discard();
    let sent = 0;
    const stream = streamOf(bytes, 65_536, (so) => {
      sent = so;
    });
    await expect(volume.stage(stream, { maxBytes: 99_999 })).rejects.toMatchObject({
      code: 'too-large',
      detail: { limit: 99_999 },
    });
    expect(sent).toBeLessThan(200_000);
    expect(await listed(volume)).toEqual([]);
  },

  async 'an abort ends an upload that waits for bytes, has begun, or has not begun'(volume) {
    for (const pulls of [0, 3]) {
      const abort = new AbortController();
      let left = pulls;
      // Hangs when its pieces are out, as a client does that has gone silent.
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) return controller.enqueue(noise(300_000));
          setTimeout(() => abort.abort());
          return new Promise(() => {});
        },
      });
      const upload = volume.stage(stream, { ...noLimit, signal: abort.signal });
      await expect(upload).rejects.toMatchObject({ code: 'aborted' });
    }
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
    const early = volume.stage(silent, { ...noLimit, signal: AbortSignal.abort() });
    await expect(early).rejects.toMatchObject({ code: 'aborted' });
    expect(await listed(volume)).toEqual([]);
  },

  async 'an upload whose stream breaks is aborted, and a Failure of the stream keeps its code'(volume) {
    const broken = (error: Error) =>
      streamOf(noise(500_000), 65_536, (sent) => {
        if (sent > 300_000) throw error;
      });
    await expect(volume.stage(broken(new Error('reset')), noLimit)).rejects.toMatchObject({ code: 'aborted' });
    const late = new Failure('timeout', 'Expected the body sooner.');
    await expect(volume.stage(broken(late), noLimit)).rejects.toBe(late);
    expect(await listed(volume)).toEqual([]);
  },

  async 'discard forgets what was staged, once or twice, and leaves alone what was committed'(volume) {
    const forgotten = await volume.stage(streamOf(noise(100)), noLimit);
    await forgotten.discard();
    await forgotten.discard();
    expect(await listed(volume)).toEqual([]);
    const kept = await volume.stage(streamOf(noise(100)), noLimit);
    await kept.commit('jpg');
    await kept.discard();
    expect(await listed(volume)).toHaveLength(1);
  },

  async 'what is removed is gone, and can be stored again'(volume) {
    const imgAddr = await store(volume, noise(100));
    expect(await volume.remove(imgAddr)).toBe(true);
    expect(await volume.remove(imgAddr)).toBe(false);
    expect(await volume.read(imgAddr)).toBeUndefined();
    expect(await listed(volume)).toEqual([]);
    expect(await store(volume, noise(100))).toBe(imgAddr);
    expect(await listed(volume)).toHaveLength(1);
  },

  async 'a reader that has begun is served to its end while the image is dropped, removed or tidied away'(volume) {
    const bytes = noise(3_000_000);
    const imgAddr = await store(volume, bytes);
    const [stored, ranged] = [await volume.read(imgAddr), await volume.read(imgAddr, { start: 1, end: 2_900_000 })];
    await volume.drop(imgAddr, 0);
    await volume.tidy(Date.now());
    await volume.remove(imgAddr);
    expect(sha256(await wholeOf(stored?.body))).toBe(sha256(bytes));
    expect(sha256(await wholeOf(ranged?.body))).toBe(sha256(bytes.subarray(1, 2_900_000)));
  },

  async 'what is dropped is found by nobody, is erased when it is due, and can be stored again'(volume) {
    const [soon, late] = [await store(volume, noise(100)), await store(volume, noise(200))];
    expect(await volume.drop(soon, hour)).toBe(true);
    expect(await volume.drop(soon, hour)).toBe(false);
    expect(await volume.drop(late, 3 * hour)).toBe(true);
    expect(await volume.read(soon)).toBeUndefined();
    expect(await volume.check(soon)).toBe('missing');
    expect(await listed(volume)).toEqual([]);
    expect((await volume.tidy(hour - 1)).erased).toBe(0);
    expect(await store(volume, noise(100))).toBe(soon);
    expect((await volume.tidy(2 * hour)).erased).toBe(1);
    expect((await volume.tidy(2 * hour)).erased).toBe(0);
    // Its namesake that was stored again is another: the bytes are there.
    expect(await wholeOf((await volume.read(soon))?.body)).toEqual(noise(100));
    expect((await volume.tidy(3 * hour)).erased).toBe(1);
    for (const stranger of strangers) expect(await volume.drop(stranger, 0)).toBe(false);
  },

  async 'a removal also erases what was dropped of the image before'(volume) {
    const imgAddr = await store(volume, noise(100));
    await volume.drop(imgAddr, hour);
    expect(await volume.remove(imgAddr)).toBe(true);
    expect((await volume.tidy(9 * hour)).erased).toBe(0);
  },

  async 'list gives every committed address and its length'(volume) {
    const expected = new Map<string, number>();
    for (let index = 1; index <= 20; index += 1) expected.set(await store(volume, noise(index, index)), index);
    const found = await listed(volume);
    expect(found).toHaveLength(20);
    expect(new Map(found.map(({ imgAddr, byteLength }) => [imgAddr, byteLength]))).toEqual(expected);
  },

  async 'list gives the digest and ascends, and goes on behind any address'(volume) {
    const digests = new Map<string, string>();
    for (let index = 1; index <= 30; index += 1) {
      digests.set(await store(volume, noise(index, index)), sha256(noise(index, index)));
    }
    const all: string[] = [];
    for await (const { imgAddr, digest } of volume.list()) {
      expect(digest).toBe(digests.get(imgAddr));
      all.push(imgAddr);
    }
    expect(all).toEqual([...digests.keys()].sort());
    for (const [index, imgAddr] of all.entries()) {
      expect((await listed(volume, imgAddr)).map((each) => each.imgAddr)).toEqual(all.slice(index + 1));
    }
  },

  async 'a check tells a sound image from one that is not there'(volume) {
    for (const length of [0, 1, 262_144, 3_000_000]) {
      const imgAddr = await store(volume, noise(length));
      expect(await volume.check(imgAddr)).toBe('sound');
      await expect(volume.assure(imgAddr)).resolves.toBeUndefined();
      await volume.remove(imgAddr);
      expect(await volume.check(imgAddr)).toBe('missing');
    }
    for (const stranger of strangers) expect(await volume.check(stranger)).toBe('missing');
  },

  async 'a local file holds the bytes before and after the commit'(volume) {
    const bytes = noise(300_000);
    const staged = await volume.stage(streamOf(bytes), noLimit);
    expect(sha256(await readFile(staged.path ?? ''))).toBe(sha256(bytes));
    const { imgAddr } = await staged.commit('webp');
    expect(sha256(await readFile(volume.locate(imgAddr) ?? ''))).toBe(sha256(bytes));
    for (const stranger of strangers.slice(3, 4)) expect(volume.locate(stranger)).toBeUndefined();
  },
};

export function persistentVolumeContract(name: string, { open, omits = {} }: PersistentVolumeDriver): void {
  describe(`${name} as a persistent volume`, () => {
    for (const title of Object.keys(omits)) {
      if (!(title in cases)) throw new Error(`There is no case "${title}" to omit.`);
    }
    for (const [title, run] of Object.entries(cases)) {
      const reason = omits[title];
      if (reason === undefined) {
        test(title, async () => run(await open()));
      } else {
        console.info(`omitted for ${name}: "${title}": ${reason}`);
        test.skip(`${title} (omitted: ${reason})`);
      }
    }
  });
}

async function store(volume: PersistentVolume, bytes: Uint8Array): Promise<string> {
  const staged = await volume.stage(streamOf(bytes), noLimit);
  return (await staged.commit('jpg')).imgAddr;
}
