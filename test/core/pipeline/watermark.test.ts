import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { priceOf } from '../../../core/pipeline/price.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const photo = shapeOf(800, 600);

const stored: Readonly<Record<string, Shape>> = {
  logo: shapeOf(100, 40, { ext: 'png', alpha: true }),
  turned: shapeOf(40, 100, { orientation: 6 }),
  'brand/large': shapeOf(4000, 1000),
  'a,b~c': shapeOf(10, 10),
  huge: shapeOf(5000, 5000),
};

function planOf(options: string, versions: Readonly<Record<string, string>> = {}, shape = photo) {
  const recipe = native.read(`${options}/a`) as Recipe;
  return planner.plan(recipe, shape, 'jpg', (name) => {
    const found = stored[name];
    const version = versions[name] ?? `version of ${name}`;
    return found && { ...found, version, byteLength: 1, writtenAt: 0, private: false };
  });
}

const overlayOf = (options: string) => planOf(options).ops.find(({ op }) => op === 'overlay');
const corner = { x: 800, y: 600, of: { x: 1, y: 1 } };
const image = (name: string, width: number, height: number) => ({ image: `version of ${name}`, width, height });
const text = { text: 'Hi', size: 30, width: 800, height: 600, r: 255, g: 255, b: 255 };

describe('a watermark is planned', () => {
  it.each([
    ['watermark=logo', { mark: image('logo', 100, 40) }],
    ['wm=logo,wm.opacity=0.5', { mark: image('logo', 100, 40), opacity: 0.5 }],
    ['wm=logo,wm.rotate=30', { mark: image('logo', 100, 40), degrees: 30 }],
    ['wm=turned', { mark: image('turned', 100, 40) }],
    ['wm=brand%2Flarge', { mark: image('brand/large', 800, 200) }],
    ['wm=brand%2Flarge,wm.scale=0.5', { mark: image('brand/large', 400, 100) }],
    ['wm=logo,wm.scale=0.5', { mark: image('logo', 400, 160) }],
    ['wm=turned,wm.scale=1', { mark: image('turned', 800, 320) }],
    ['wm=logo,wm.x=10,wm.y=20', { mark: image('logo', 100, 40), place: { x: 790, y: 580, of: { x: 1, y: 1 } } }],
    [
      'wm=logo,wm.x=10,wm.y=20,wm.gravity=top-left',
      { mark: image('logo', 100, 40), place: { x: 10, y: 20, of: { x: 0, y: 0 } } },
    ],
    [
      'wm=logo,wm.x=10,wm.gravity=center',
      { mark: image('logo', 100, 40), place: { x: 410, y: 300, of: { x: 0.5, y: 0.5 } } },
    ],
    [
      'wm=logo,wm.gravity=0.25x0.75',
      { mark: image('logo', 100, 40), place: { x: 200, y: 450, of: { x: 0.25, y: 0.75 } } },
    ],
    ['wm=logo,wm.tile=true,wm.x=5', { mark: image('logo', 100, 40), tile: { across: 5, down: 0 } }],
    ['text=Hi', { mark: text }],
    ['text=Hi,text.size=50,text.color=f00', { mark: { ...text, size: 50, g: 0, b: 0 } }],
    ['text=Hi,text.color=ff000080,wm.opacity=0.5', { mark: { ...text, g: 0, b: 0 }, opacity: 0.251 }],
    ['text=Hi,wm.scale=0.25', { mark: { text: 'Hi', width: 200, height: 600, r: 255, g: 255, b: 255 } }],
    ['text=a%3Db', { mark: { ...text, text: 'a=b' } }],
    ['text=b64:MSwgMiB-IDM', { mark: { ...text, text: '1, 2 ~ 3' } }],
    ['text=e%CC%81', { mark: { ...text, text: 'é' } }],
  ])('%s', (options, more) => {
    expect(overlayOf(options)).toEqual({ op: 'overlay', degrees: 0, opacity: 1, place: corner, ...more });
  });

  it('in device pixels', () => {
    const { ops } = planOf('w=400,dpr=1.5,text=Hi,text.size=20,wm.x=10');
    expect(ops.at(-1)).toMatchObject({ mark: { size: 30, width: 600, height: 450 }, place: { x: 585, y: 450 } });
  });

  it('over the picture as it is at the end of its stage, and once a stage', () => {
    expect(planOf('text=Hi,background=red,w=100,blur=2').ops.map(({ op }) => op)).toEqual([
      'resize',
      'blur',
      'overlay',
    ]);
    expect(planOf('text=Hi~wm=logo~wm=logo,wm.gravity=center')).toMatchObject({
      ops: [{ op: 'overlay' }, { op: 'overlay' }, { op: 'overlay' }],
      images: [{ name: 'logo', version: 'version of logo' }],
    });
  });

  it('not at all where it could not be seen', () => {
    for (const options of ['text=Hi,wm.opacity=0', 'wm=logo,wm.opacity=0', 'text=Hi,text.color=transparent']) {
      expect(planOf(options)).toMatchObject({ ops: [], images: [] });
    }
  });
});

describe('a watermark is refused', () => {
  it.each([
    ['wm=logo,text=Hi', 'Expected either watermark or text in a stage for option "text" but received "Hi".'],
    ['wm.x=10', 'Expected watermark or text beside it for option "wm.x" but received "neither".'],
    ['wm=logo,text.size=10', 'Expected text beside it for option "text.size" but received "watermark".'],
    ['wm=logo,text.color=red', 'Expected text beside it for option "text.color" but received "watermark".'],
    [
      'text=Hi,text.size=9,wm.scale=1',
      'Expected either text.size or wm.scale for option "text.size" but received "both".',
    ],
    ['wm=huge', 'Expected an image of at most 16777216 pixels for option "watermark" but received "5000x5000".'],
  ])('%s', (options, message) => {
    expect(failureFrom(() => planOf(options))).toMatchObject({ code: 'bad-option', message });
  });

  it('where there is no such image', () => {
    expect(failureFrom(() => planOf('wm=none'))).toMatchObject({
      code: 'not-found',
      message: 'There is no image named "none" to be laid over.',
      detail: { subject: 'watermark' },
    });
  });
});

describe('the result key', () => {
  const keyOf = (options: string, versions = {}) => resultKey('v', planOf(options, versions), 'm');

  it('changes with the bytes of the image that is laid over, and not with its name', async () => {
    const same = await keyOf('wm=logo', { logo: '1' });
    expect(await keyOf('wm=logo', { logo: '1' })).toBe(same);
    expect(await keyOf('wm=logo', { logo: '2' })).not.toBe(same);
  });

  it('is the same for what means the same', async () => {
    const plain = await keyOf('text=a%2Bb');
    for (const options of [
      'text=b64:YSti',
      'text=a%2Bb,wm.opacity=1,wm.rotate=0,wm.x=0,wm.tile=false,wm.gravity=bottom-right,text.color=white',
      'text=a%2Bb,text.size=30',
    ]) {
      expect(await keyOf(options), options).toBe(plain);
    }
    expect(await keyOf('text=a%2Bc')).not.toBe(plain);
  });
});

it('a name with separators is written so that it is read back', () => {
  const recipe = { source: 'a', stages: [{ watermark: { watermark: 'a,b~c' } }] };
  const url = native.write(recipe);
  expect(url).toBe('wm=b64:YSxifmM/a');
  expect(native.read(url)).toEqual(recipe);
  expect(planOf('wm=b64:YSxifmM').images).toMatchObject([{ name: 'a,b~c' }]);
});

it('the price of a result has the image in it that is laid over', () => {
  const [alone, marked] = [priceOf(planOf('w=400')), priceOf(planOf('w=400,wm=brand%2Flarge'))];
  expect(marked.bytes).toBeGreaterThan(alone.bytes + 8_000_000);
  expect(marked.millis).toBeGreaterThan(alone.millis + 10);
});
