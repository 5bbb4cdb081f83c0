// What is planned is what comes out: thousands of pairs of a source and options, from the URL to the decoded result.
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import {
  builtinModules,
  createNativeDialect,
  createPlanner,
  defaultLimits,
  type EngineSource,
  Failure,
  type PictureExt,
  type Plan,
  type Probe,
  type Recipe,
  type Stage,
} from '../../../core/index.ts';
import { fits } from '../../../core/pipeline/fit.ts';
import { drawAnimation, drawPicture, sourceOf } from '../../support/pictures.ts';

const wanted = 5000;
const formats = ['jpg', 'png', 'webp', 'gif'] as const;
// A GIF's palette takes longer than all other formats.
const outputs = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('jpg', 'png', 'webp') }, fc.constant('gif' as const));
const engine = createSharpEngine({ limits: defaultLimits, inputs: formats });
const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);

interface Given {
  readonly source: EngineSource;
  readonly probe: Probe;
}

const side = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constantFrom(1, 2, 3, 63, 64));
const box = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 2));
const fraction = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
// In one of so many stages.
const inOneOf = (stages: number, arbitrary: fc.Arbitrary<object>) =>
  fc.oneof({ weight: stages - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

// What moves pixels comes often; what only colours them, seldom.
const stage: fc.Arbitrary<Stage> = fc
  .record({
    crop: inOneOf(4, fc.record({ crop: fc.record({ left: fc.nat(9), top: fc.nat(9), width: side, height: side }) })),
    flip: inOneOf(3, fc.record({ flip: fc.constantFrom('h', 'v', 'hv') })),
    rotate: inOneOf(3, fc.record({ rotate: fc.constantFrom('90', '180', '270') })),
    resize: fc.record(
      {
        width: box,
        height: box,
        fit: fc.constantFrom(...fits),
        gravity: fc.oneof(
          { weight: 9, arbitrary: fc.record({ x: fraction, y: fraction }) },
          // Dear to choose.
          fc.constantFrom('attention', 'entropy'),
        ),
        dpr: fc.constantFrom(1, 1.5, 2),
      },
      { requiredKeys: [] },
    ),
    blur: inOneOf(9, fc.record({ blur: fc.integer({ min: 1, max: 6 }) })),
    sharpen: inOneOf(20, fc.record({ sharpen: fc.constantFrom(0.5, 2) })),
    gamma: inOneOf(9, fc.record({ gamma: fc.constantFrom(0.5, 2) })),
    contrast: inOneOf(9, fc.record({ contrast: fc.constantFrom(0.5, 2) })),
    background: inOneOf(
      6,
      fc.record({
        background: fc.record({ r: fc.nat(255), g: fc.nat(255), b: fc.nat(255), alpha: fc.constantFrom(0.2, 1) }),
      }),
    ),
  })
  .map((modules) => Object.fromEntries(Object.entries(modules).filter(([, config]) => config !== undefined)) as Stage);

async function given(
  ext: PictureExt,
  drawing: { width: number; height: number; alpha: boolean },
  orientation?: number,
) {
  const source = sourceOf(
    ext,
    await drawPicture(ext, orientation === undefined ? drawing : { ...drawing, orientation }),
  );
  return { source, probe: await engine.probe(source) };
}

async function givenAnimation(ext: 'gif' | 'webp', width: number, height: number): Promise<Given> {
  const source = sourceOf(ext, await drawAnimation(ext, { width, height }, [50, 60]));
  return { source, probe: await engine.probe(source) };
}

async function sources(): Promise<Given[]> {
  const stills = fc.sample(
    fc.tuple(
      fc.constantFrom('jpg', 'png', 'webp'),
      fc.record({ width: side, height: side, alpha: fc.boolean() }),
      // Tagged pictures carry a profile, which takes longer than all the rest.
      fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.integer({ min: 2, max: 8 })),
    ),
    { numRuns: 240, seed: 1 },
  );
  const moving = [givenAnimation('gif', 21, 13), givenAnimation('webp', 8, 31)];
  return Promise.all([...stills.map((still) => given(...still)), ...moving]);
}

function planned(probe: Probe, stages: readonly Stage[], format: PictureExt): Plan | undefined {
  try {
    // By way of the URL, as it comes from outside.
    const recipe = dialect.read(dialect.write({ source: 'a', stages })) as Recipe;
    return planner.plan(recipe, probe, format);
  } catch (error) {
    // A cut that lies outside of this source.
    if (error instanceof Failure && error.code === 'bad-option') return undefined;
    throw error;
  }
}

it(`the size that was planned is the size of the result, for ${wanted} pairs of source and options`, {
  timeout: 120_000,
}, async () => {
  const givens = await sources();
  expect(new Set(givens.map(({ probe }) => probe.orientation)).size).toBe(8);
  const pairs = fc.sample(
    fc.tuple(fc.constantFrom(...givens), fc.array(stage, { minLength: 1, maxLength: 2 }), outputs),
    { numRuns: wanted * 1.3, seed: 2 },
  );
  let checked = 0;
  const check = async ([{ source, probe }, stages, format]: (typeof pairs)[number]) => {
    const plan = planned(probe, stages, format);
    if (plan === undefined) return;
    const { width, height } = plan.output;
    const label = `${probe.ext} ${probe.width}×${probe.height} orientation ${probe.orientation}, ${JSON.stringify(stages)}, ${format}`;
    const result = await engine.render({ source, frames: plan.frames, ops: plan.ops, encode: plan.encode });
    const found = await sharp(result.bytes).metadata();
    expect([found.width, found.height], label).toEqual([width, height]);
    expect([result.width, result.height], label).toEqual([width, height]);
    checked += 1;
  };
  // Four at a time, as many as there are threads to work on them.
  const rest = pairs.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const pair of rest) await check(pair);
    }),
  );
  expect(checked).toBeGreaterThanOrEqual(wanted);
  console.info(`planned and real size were compared for ${checked} pairs`);
});
