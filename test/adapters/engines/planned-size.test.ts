// What is planned is what comes out: hundreds of pairs of a source and options, from the URL to the decoded result.
// The long form: IMG_TEST_PAIRS=5000 npm run unit -- test/adapters/engines/planned-size.test.ts
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
import { checkPlan } from '../../../core/pipeline/check-plan.ts';
import { fits } from '../../../core/pipeline/fit.ts';
import { drawAnimation, drawPicture, sourceOf } from '../../support/pictures.ts';

const wanted = Number(process.env.IMG_TEST_PAIRS ?? 600);
const formats = ['jpg', 'png', 'webp', 'gif'] as const;
// A GIF's palette takes longer than all other formats.
const outputs = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('jpg', 'png', 'webp') }, fc.constant('gif' as const));
const engine = createSharpEngine({ limits: defaultLimits, inputs: formats });
const limits = { ...defaultLimits, outputSide: 600, outputPixels: 120_000 };
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

// Refusals are the table's matter (test/core/pipeline/shaping.test.ts).
function withoutContradictions({ enlarge, 'min-width': least, ...resize }: Asked): Asked {
  const { width, fit } = resize;
  return {
    ...resize,
    ...(enlarge === undefined || fit === 'scale-up' ? {} : { enlarge }),
    ...(least === undefined || fit === 'squeeze' || least > (width ?? least) ? {} : { 'min-width': least }),
  };
}

interface Asked {
  readonly width?: number;
  readonly fit?: string;
  readonly enlarge?: boolean;
  readonly 'min-width'?: number;
}

// What moves pixels comes often; what only colours them, seldom.
const stage: fc.Arbitrary<Stage> = fc
  .record({
    redact: inOneOf(9, fc.record({ redact: fc.constant([{ left: 0, top: 0, width: 0.4, height: 1 }]) })),
    trim: inOneOf(
      6,
      fc.record({
        trim: fc.tuple(fc.constantFrom(0, 0.2), fc.nat(1), fc.constantFrom(0, 0.3), fc.constantFrom(0, 0.1)),
      }),
    ),
    crop: inOneOf(
      4,
      fc.record({
        crop: fc.oneof(
          fc.record({ left: fc.nat(9), top: fc.nat(9), width: side, height: side }),
          fc.record({ left: fraction, top: fraction, width: fc.constant(0.37), height: fc.constantFrom(0.01, 1) }),
          fc.record({ width: fc.constantFrom(1, 1.91, 16), height: fc.constantFrom(1, 9, 0.3) }),
        ),
      }),
    ),
    flip: inOneOf(3, fc.record({ flip: fc.constantFrom('h', 'v', 'hv') })),
    rotate: inOneOf(
      3,
      fc.record({ rotate: fc.oneof(fc.constantFrom(90, 180, 270), fc.constantFrom(0.5, 7, 33.3, 45, 91, 200, 359.9)) }),
    ),
    resize: fc
      .record(
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
          enlarge: fc.boolean(),
          'min-width': fc.integer({ min: 1, max: 40 }),
          kernel: fc.constantFrom('nearest', 'cubic', 'lanczos3'),
        },
        { requiredKeys: [] },
      )
      .map(withoutContradictions),
    pad: inOneOf(
      6,
      fc.record(
        {
          pad: fc.tuple(fc.nat(4), fc.constantFrom(0, 0.2), fc.nat(4), fc.nat(4)),
          extend: fc.record({ width: fc.constantFrom(1, 1.5, 3), height: fc.constantFrom(1, 2, 2.7) }),
        },
        { requiredKeys: [] },
      ),
    ),
    border: inOneOf(6, fc.record({ border: fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4)) })),
    mask: inOneOf(
      6,
      fc.oneof(
        fc.record({ radius: fc.constant([0.5, 3, 0, 99]) }),
        fc.record({ mask: fc.constantFrom('ellipse', 'circle') }),
      ),
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
    const plan = planner.plan(recipe, probe, format);
    checkPlan(plan, limits);
    return plan;
  } catch (error) {
    // A cut that lies outside of this source, or what takes too long for thousands of them.
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
    { numRuns: wanted * 1.5, seed: 2 },
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
      for (const pair of rest) if (checked < wanted) await check(pair);
    }),
  );
  expect(checked).toBeGreaterThanOrEqual(wanted);
  console.info(`planned and real size were compared for ${checked} pairs`);
});
