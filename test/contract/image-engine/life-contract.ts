// Image engines: how they read their source, take turns, are stopped and end.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { see } from '../../support/colours.ts';
import { drawAnimation, drawPicture, sourceOf } from '../../support/pictures.ts';
import { type EngineUnderTest, task } from './tasks.ts';

export function lifeContract({ engine, create, formats }: EngineUnderTest): void {
  const slowest = { op: 'encode', ext: formats.includes('avif') ? 'avif' : 'png', effort: 5 } as const;
  describe('its source and its life', () => {
    it('reads the bytes at most once, and not at all where there is a path', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'engine-'));
      const bytes = await drawAnimation('gif', { width: 9, height: 9 }, [50, 50]);
      const path = join(directory, 'source');
      await writeFile(path, bytes);
      let reads = 0;
      const counted = {
        ...sourceOf('gif', bytes),
        bytes: async () => {
          reads += 1;
          return bytes;
        },
      };
      await engine().probe(counted);
      expect(reads).toBe(1);
      await engine().render({ ...task('gif', bytes, [{ op: 'blur', sigma: 2 }]), source: counted });
      expect(reads).toBe(2);
      await engine().probe({ ...counted, path });
      const { bytes: result } = await engine().render({ ...task('gif', bytes, []), source: { ...counted, path } });
      expect(reads).toBe(2);
      expect(await see(result)).toMatchObject({ width: 9, height: 9 });
      await rm(directory, { recursive: true });
    });

    it('hands on the failure of a source that can not be read', async () => {
      const source = {
        ...sourceOf('png', new Uint8Array(1)),
        bytes: () => Promise.reject(new Error('disk on fire')),
      };
      await expect(engine().probe(source)).rejects.toThrow('disk on fire');
      await engine().probe(sourceOf('png', await drawPicture('png', { width: 3, height: 3 })));
    });

    it('does many tasks at once without mixing them up', async () => {
      const bytes = await drawPicture('png', { width: 40, height: 30 });
      const side = (index: number) => 5 + index;
      const results = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          engine().render(task('png', bytes, [{ op: 'resize', width: side(index), height: side(index) }])),
        ),
      );
      expect(results.map(({ width }) => width)).toEqual(results.map((_, index) => side(index)));
      expect(new Set(results.map((result) => createHash('sha1').update(result.bytes).digest('hex'))).size).toBe(24);
    });

    it('gives up a task that is aborted before or during the work, and goes on with others', async () => {
      const bytes = await drawPicture('png', { width: 400, height: 300 });
      const slow = task('png', bytes, [{ op: 'resize', width: 2000, height: 1500 }], {
        encode: slowest,
      });
      await expect(engine().render(slow, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
      const during = new AbortController();
      const work = engine().render(slow, during.signal);
      setTimeout(() => during.abort(), 100);
      await expect(work).rejects.toMatchObject({ code: 'aborted' });
      expect(await engine().render(task('png', bytes, [{ op: 'resize', width: 4, height: 3 }]))).toMatchObject({
        width: 4,
      });
    });

    it('fails with a timeout when a task takes too long', async () => {
      const hasty = await create({ renderMillis: 1000 });
      const bytes = await drawPicture('png', { width: 400, height: 300 });
      const slow = task('png', bytes, [{ op: 'resize', width: 2000, height: 1500 }], {
        encode: slowest,
      });
      await expect(hasty.render(slow)).rejects.toMatchObject({ code: 'timeout' });
      await hasty.close();
    });

    it('ends work under way when it is closed, takes no more, and may be closed twice', async () => {
      const closing = await create();
      const bytes = await drawPicture('png', { width: 400, height: 300 });
      const work = closing.render(task('png', bytes, [{ op: 'resize', width: 2000, height: 1500 }]));
      const ended = expect(work).rejects.toMatchObject({ code: 'aborted' });
      await closing.close();
      await ended;
      await expect(closing.render(task('png', bytes, []))).rejects.toMatchObject({ code: 'aborted' });
      await closing.close();
    });
  });
}
