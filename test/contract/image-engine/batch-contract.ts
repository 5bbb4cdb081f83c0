// Image engines: several results of one source in one go.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BatchOutput,
  Failure,
  type ImageEngine,
  type Made,
  type OutputExt,
  type PixelOp,
  type RawPixels,
  type RenderBatch,
} from '../../../core/index.ts';
import { meanDifference, see } from '../../support/colours.ts';
import { drawAnimation, drawPicture, sourceOf } from '../../support/pictures.ts';
import { type EngineUnderTest, lists, task } from './tasks.ts';

const size = { width: 30, height: 20 };
const scale = (width: number, height: number): PixelOp => ({ op: 'resize', width, height });
const as = (ext: OutputExt, ...ops: PixelOp[]): BatchOutput => ({ ops, encode: { op: 'encode', ext } });
const hold: PixelOp = { op: 'hold' };
const shrink: PixelOp = { op: 'shrink', by: 2 };
const keep = (...ops: PixelOp[]): BatchOutput => ({ ops, encode: { op: 'keep' } });

export function batchContract({ engine, create, formats }: EngineUnderTest): void {
  const last = formats.at(-1) ?? 'png';
  describe('several outputs', () => {
    it.each([
      ['jpg', {}],
      ['jpg', { orientation: 6 }],
      ['png', { alpha: true }],
    ] as const)('are what tasks of their own give, whatever they have in common: %s %o', async (ext, drawing) => {
      const bytes = await drawPicture(ext, { ...size, ...drawing });
      const long = lists().flatMap(([first, ...rest]) => [
        as('png', first as PixelOp, hold, ...rest),
        as('jpg', first as PixelOp, hold, ...rest, hold, hold),
        as('png', first as PixelOp, ...rest),
      ]);
      const widths = [scale(12, 8), scale(6, 4)];
      const srcset = widths.flatMap((width) => [as('webp', shrink, width), as(last, shrink, width)]);
      const outputs = [...long, ...srcset, as('png', hold), as('webp', shrink, hold), as('png'), as('png')];
      const results = await all(engine(), { source: sourceOf(ext, bytes), frames: 'all', outputs });
      for (const [place, { ops, encode }] of outputs.entries()) {
        if (encode.op === 'keep') continue;
        const alone = await engine().render(task(ext, bytes, ops, { encode }));
        expect(results[place], `output ${place}`).toEqual(alone);
      }
    });

    it('of an animation stay animations', async () => {
      const bytes = await drawAnimation('gif', { width: 12, height: 8 }, [50, 70]);
      const outputs = [as('gif', scale(6, 4)), as('webp', scale(6, 4)), as('png', scale(6, 4))];
      const results = await all(engine(), { source: sourceOf('gif', bytes), frames: 'all', outputs });
      const frames = await Promise.all(results.map(async (made) => (await see((made as Made).bytes)).frames));
      expect(frames).toEqual([2, 2, 1]);
    });

    it('are told one by one, so that one that fails takes no other with it', async () => {
      const bytes = await drawPicture('png', size);
      const outside: PixelOp = { op: 'extract', left: 20, top: 0, width: 11, height: 20 };
      const outputs = [as('png', outside), as('png', scale(3, 2)), as('jpg', outside)];
      const results = await all(engine(), { source: sourceOf('png', bytes), frames: 'all', outputs });
      expect(results).toMatchObject([{ code: 'internal' }, { width: 3, height: 2 }, { code: 'internal' }]);
    });

    it('all fail where the source is damaged or not of its format', async () => {
      const bytes = await drawPicture('png', { width: 300, height: 200 });
      const outputs = [as('png', scale(3, 2)), as('jpg', scale(3, 2)), as('png', scale(9, 6))];
      const cut = { source: sourceOf('png', bytes.subarray(0, bytes.length / 2)), frames: 'all', outputs } as const;
      expect(codesOf(await all(engine(), cut))).toEqual(Array(3).fill('corrupt-image'));
      const other = { source: sourceOf('webp', bytes), frames: 'all', outputs } as const;
      expect(codesOf(await all(engine(), other))).toEqual(Array(3).fill('unsupported-type'));
    });

    it('that nobody waits for are told as aborted and not begun', async () => {
      const bytes = await drawPicture('png', size);
      const outputs = [as('png', hold, scale(3, 2)), as('jpg', scale(6, 4)), as('png', hold, scale(9, 6))];
      const gone = { unwanted: AbortSignal.abort() };
      const some = outputs.map((output, place) => ({ ...output, ...(place > 0 && gone) }));
      const source = sourceOf('png', bytes);
      const results = await all(engine(), { source, frames: 'all', outputs: some });
      expect(results).toMatchObject([{ width: 3, height: 2 }, { code: 'aborted' }, { code: 'aborted' }]);
      const none = outputs.map((output) => ({ ...output, ...gone }));
      expect(codesOf(await all(engine(), { source, frames: 'all', outputs: none }))).toEqual(Array(3).fill('aborted'));
    });

    it('are given up together when the batch is aborted', async () => {
      const bytes = await drawPicture('png', size);
      const batch = { source: sourceOf('png', bytes), frames: 'all', outputs: [as('png', scale(3, 2))] } as const;
      await expect(engine().renderBatch(batch, () => {}, AbortSignal.abort())).rejects.toMatchObject({
        code: 'aborted',
      });
      const closing = await create();
      await closing.close();
      await expect(closing.renderBatch(batch, () => {})).rejects.toMatchObject({ code: 'aborted' });
    });
  });

  describe('pixels handed over', () => {
    it.each([
      ['jpg', {}],
      ['jpg', { orientation: 6 }],
      ['png', { alpha: true }],
    ] as const)('give what the operations give in one task: %s %o', async (ext, drawing) => {
      const bytes = await drawPicture(ext, { ...size, ...drawing });
      const first: PixelOp[] = [scale(24, 16), { op: 'blur', sigma: 1 }];
      const rest: PixelOp[] = [{ op: 'rotate', degrees: 90 }, scale(8, 12)];
      const [kept] = await all(engine(), { source: sourceOf(ext, bytes), frames: 'first', outputs: [keep(...first)] });
      const { channels } = kept as RawPixels;
      expect(kept).toMatchObject({ width: 24, height: 16, channels: 'alpha' in drawing ? 4 : 3 });
      expect((kept as RawPixels).bytes.length).toBe(24 * 16 * channels);
      const outputs = [as('png', ...rest), as(last, ...rest), keep()];
      const [png, other, same] = await all(engine(), { source: kept as RawPixels, frames: 'first', outputs });
      for (const [made, format] of [
        [png, 'png'],
        [other, last],
      ] as const) {
        const encode = { op: 'encode', ext: format } as const;
        expect(made).toEqual(await engine().render(task(ext, bytes, [...first, hold, ...rest], { encode })));
      }
      expect(same).toEqual(kept);
    });

    it('that do not fill their rectangle are refused', async () => {
      const source = { width: 4, height: 4, channels: 3, bytes: new Uint8Array(5) } as const;
      const results = await all(engine(), { source, frames: 'first', outputs: [as('png', scale(2, 2))] });
      expect(codesOf(results)).toEqual(['internal']);
    });
  });

  describe('a shrink', () => {
    it.each(formats)('divides both sides and shows the same: %s', async (ext) => {
      const bytes = await drawPicture(ext, { width: 61, height: 43 });
      const directory = await mkdtemp(join(tmpdir(), 'engine-[shrink=4]-'));
      const path = join(directory, 'source');
      await writeFile(path, bytes);
      for (const by of [1, 2, 4, 8] as const) {
        const shrunk = { width: Math.floor(61 / by), height: Math.floor(43 / by) };
        const plain = await engine().render(task(ext, bytes, [scale(shrunk.width, shrunk.height)]));
        const ops: PixelOp[] = [{ op: 'shrink', by }];
        for (const source of [sourceOf(ext, bytes), { ...sourceOf(ext, bytes), path }]) {
          const made = await engine().render(task(ext, bytes, ops, { source }));
          expect(made).toMatchObject(shrunk);
          expect(meanDifference(await see(made.bytes), await see(plain.bytes))).toBeLessThan(6);
        }
      }
      await rm(directory, { recursive: true });
    });

    it('comes before the source is turned upright, and goes before everything else', async () => {
      const bytes = await drawPicture('jpg', { ...size, orientation: 6 });
      const ops: PixelOp[] = [{ op: 'shrink', by: 2 }, { op: 'orient', orientation: 6 }, scale(5, 8)];
      expect(await engine().render(task('jpg', bytes, ops))).toMatchObject({ width: 5, height: 8 });
      await expect(engine().render(task('jpg', bytes, ops.toReversed()))).rejects.toMatchObject({ code: 'internal' });
    });
  });
}

/** What was told of each output; what was not told of is what the batch failed with. */
async function all(engine: ImageEngine, batch: RenderBatch): Promise<readonly (Made | Failure | undefined)[]> {
  const results: (Made | Failure | undefined)[] = batch.outputs.map(() => undefined);
  try {
    await engine.renderBatch(batch, (place, result) => {
      expect(results[place]).toBeUndefined();
      results[place] = result;
    });
    return results;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return results.map((result) => result ?? error);
  }
}

function codesOf(results: readonly (Made | Failure | undefined)[]): unknown[] {
  return results.map((result) => (result instanceof Failure ? result.code : result));
}
