// Pages of a TIFF: each has a shape of its own.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { createSettlePlan } from '../../../../core/handlers/settle-plan.ts';
import {
  builtinModules,
  createNativeDialect,
  createPlanner,
  defaultLimits,
  type EngineSource,
  type Recipe,
} from '../../../../core/index.ts';
import { imagesOrSkip } from '../../../support/images.ts';

const folder = imagesOrSkip(1, 'pages of a TIFF');
const engine = createSharpEngine({ limits: defaultLimits, inputs: ['tiff', 'png'] });

it.runIf(folder)('are rendered by their number, in their own size', async () => {
  const path = join(folder as string, 'sharp/G31D_MULTI.TIF');
  const source: EngineSource = { ext: 'tiff', byteLength: 1, path, bytes: async () => new Uint8Array(0) };
  const probe = await engine.probe(source);
  const settlePlan = createSettlePlan(engine, defaultLimits);
  const recipeOf = (options: string) => createNativeDialect(builtinModules).read(`${options}/a`) as Recipe;
  const render = async (options: string) => {
    const asked = createPlanner(builtinModules).plan(recipeOf(options), probe, 'png');
    const plan = await settlePlan('v', asked, { source, images: [] }, AbortSignal.timeout(30_000));
    return engine.render({ source, frames: plan.frames, ops: plan.ops, encode: plan.encode });
  };
  expect(await render('page=1,w=308')).toMatchObject({ width: 308, height: 406 });
  const second = await render('page=2');
  expect(second).toMatchObject({ width: 1232, height: 1624 });
  const own = await sharp(path, { page: 1 }).toColourspace('srgb').raw().toBuffer();
  const made = await sharp(second.bytes).toColourspace('srgb').removeAlpha().raw().toBuffer();
  expect(made.equals(own)).toBe(true);
  await expect(render('page=3')).rejects.toMatchObject({ code: 'bad-option' });
});
