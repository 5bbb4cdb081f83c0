import { describe, expect, test } from 'vitest';
import {
  builtinModules,
  chooseFormat,
  createNativeDialect,
  createPlanner,
  type Ext,
  type Recipe,
  type Shape,
} from '../../../core/index.ts';
import { priceOf, priceOfAll, priceOfProbe } from '../../../core/pipeline/price.ts';

const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const still = { width: 6000, height: 4000, orientation: 1, animated: false, alpha: false, progressive: false } as const;
const megabyte = 1e6;

function planOf(options: string, ext: Ext, shape: Partial<Shape> = {}) {
  const input: Shape = { ...still, ext, ...shape };
  const recipe = dialect.read(`${options}/a`) as Recipe;
  return planner.plan(recipe, input, chooseFormat(recipe, input, 'none').ext);
}
const bytesOf = (...job: Parameters<typeof planOf>) => priceOf(planOf(...job)).bytes;
const isDear = (...job: Parameters<typeof planOf>) => priceOf(planOf(...job)).dear;

describe('the memory of a job', () => {
  // performance.md section 2.6: what one job of a 24 MP source took at its peak, above an idle process.
  test.each([
    ['w=800', 'jpg', {}, 15],
    ['w=800', 'jpg', { progressive: true }, 84],
    ['w=800', 'png', { progressive: true }, 97],
    ['w=800', 'png', {}, 38],
    ['w=800', 'webp', {}, 12],
    ['w=800,f=jpg', 'avif', {}, 435],
    ['w=1600,f=avif', 'jpg', {}, 78],
    ['f=webp', 'jpg', {}, 170],
    ['f=avif,effort=2', 'jpg', {}, 776],
  ] as const)('of %s from %s %j is at least what was measured', (options, ext, shape, megabytes) => {
    expect(bytesOf(options, ext, shape)).toBeGreaterThanOrEqual(megabytes * megabyte);
  });

  test('goes by format and by whether a picture has to be held, not by its pixels alone', () => {
    expect(bytesOf('w=800,f=jpg', 'avif')).toBeGreaterThan(5 * bytesOf('w=800', 'jpg'));
    expect(bytesOf('w=800', 'jpg', { progressive: true })).toBeGreaterThan(2 * bytesOf('w=800', 'jpg'));
    expect(bytesOf('rotate=90', 'jpg')).toBeGreaterThan(2 * bytesOf('_', 'jpg'));
  });

  test('of a turn is paid for the small picture where one comes of it', () => {
    expect(bytesOf('w=200,rotate=90', 'jpg') - bytesOf('w=200', 'jpg')).toBeLessThan(megabyte);
    expect(bytesOf('w=200', 'jpg', { orientation: 6 }) - bytesOf('w=200', 'jpg')).toBeLessThan(megabyte);
  });

  test('of an animation counts its frames', () => {
    const plan = planOf('w=100', 'gif', { animated: true, width: 500, height: 400 });
    expect(priceOf(plan, 100).bytes).toBeGreaterThan(50 * (priceOf(plan, 1).bytes - 12 * megabyte));
  });

  test('of several results at once is that of the largest, and their CPU adds up', () => {
    const plans = ['w=320', 'w=1600', 'w=640'].map((options) => planOf(options, 'jpg'));
    const prices = plans.map((plan) => priceOf(plan));
    expect(priceOfAll(plans).bytes).toBe(prices[1]?.bytes);
    expect(priceOfAll(plans).millis).toBeCloseTo(prices.reduce((sum, { millis }) => sum + millis, 0));
  });
});

describe('what is dear', () => {
  test.each([
    ['a small JPEG of a photo', 'w=800', 'jpg', { width: 4000, height: 3000 }, false],
    ['a WebP of a photo', 'w=800,f=webp', 'jpg', { width: 4000, height: 3000 }, false],
    ['any AVIF', 'w=100,f=avif', 'jpg', { width: 400, height: 300 }, true],
    ['mozjpeg at a large size', 'w=1600,mozjpeg=true', 'jpg', { width: 4000, height: 3000 }, true],
    ['a progressive photo', 'w=800', 'jpg', { width: 4000, height: 3000, progressive: true }, true],
    ['an AVIF photo', 'w=800,f=jpg', 'avif', { width: 4000, height: 3000 }, true],
    ['a small JPEG whose quality is searched for', 'w=200,q=auto', 'jpg', { width: 1000, height: 800 }, true],
    ['a small JPEG that has to fit', 'w=200,max-bytes=9000', 'jpg', { width: 1000, height: 800 }, true],
    ['a small lossless WebP', 'w=800,f=webp,lossless=true', 'jpg', { width: 4000, height: 3000 }, true],
  ] as const)('%s: %s of %s', (_, options, ext, shape, dear) => {
    expect(isDear(options, ext, shape)).toBe(dear);
  });

  test('is every animation, however small, and not its first frame', () => {
    const shape = { animated: true, width: 50, height: 50 };
    expect(priceOf(planOf('w=20', 'gif', shape), 2).dear).toBe(true);
    expect(priceOf(planOf('w=20,anim=false,f=webp', 'gif', shape), 1).dear).toBe(false);
  });

  test('a look at an upload is priced like its decoding', () => {
    expect(priceOfProbe({ ext: 'jpg', progressive: false }, 1e6).dear).toBe(false);
    expect(priceOfProbe({ ext: 'avif', progressive: false }, 24e6)).toMatchObject({ dear: true });
    expect(priceOfProbe({ ext: 'avif', progressive: false }, 24e6).bytes).toBeGreaterThan(435 * megabyte);
  });
});
