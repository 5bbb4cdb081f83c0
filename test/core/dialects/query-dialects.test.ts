// Netlify, wsrv and AWS's sample: dialects that are a query and little more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../support/failure-from.ts';
import { itKeepsTheLaw } from './law.ts';
import { dialectOf, openMounted } from './mounted-house.ts';
import { tallyOf } from './tally.ts';

const map = { IMG_SOURCE_MAP: 'local:///= https://images.example/=' };
const same = undefined;
const quality = fc.integer({ min: 1, max: 100 });

describe('the dialect of Netlify', () => {
  const tally = tallyOf('netlify, read');
  const netlify = dialectOf('netlify', map);
  const box = { width: 300, height: 200 };

  it.each([
    ['?url=/a.jpg', { encode: { format: 'auto' } }],
    ['?url=/a.jpg&w=300', { resize: { width: 300 }, encode: { format: 'auto' } }],
    ['?url=/a.jpg&w=300&h=200', { resize: { ...box, fit: 'contain', 'bound-box': true }, encode: { format: 'auto' } }],
    [
      '?fit=cover&w=300&h=200&url=/a.jpg&position=top',
      {
        resize: { ...box, fit: 'cover', 'bound-box': true, gravity: { x: 0.5, y: 0 } },
        encode: { format: 'auto' },
      },
    ],
    [
      '?url=/a.jpg&w=300&h=200&fit=fill&fm=jpg&q=50',
      {
        resize: { ...box, fit: 'squeeze', 'bound-box': true },
        encode: { format: 'jpg', quality: 50 },
      },
    ],
    ['?url=/a.jpg&fm=blurhash&other=1', { encode: { format: 'blurhash' } }],
  ])('is read: %s', (target, stage) => {
    expect(netlify.read(target)).toEqual({ source: 'a.jpg', stages: [stage] });
    tally.agreed += 1;
  });

  it.each([
    '',
    '?w=300',
    '?url=',
    '?url=/a.jpg&w=0',
    '?url=/a.jpg&q=101',
    '?url=/a.jpg&fit=crop',
    '?url=/a.jpg&fm=tiff',
    '?url=/a.jpg&position=here',
  ])('is refused with 404, as there: %s', async (target) => {
    const house = await openMounted({ IMG_DIALECTS: 'netlify', ...map });
    expect((await house.get(`/.netlify/images${target}`)).status).toBe(404);
    tally.refused += 1;
  });

  itKeepsTheLaw(
    netlify,
    {
      ...{
        'resize.width': same,
        'resize.height': same,
        'resize.bound-box': fc.constant(true),
        'encode.quality': quality,
      },
      ...{ 'resize.fit': fc.constantFrom('cover', 'contain', 'squeeze'), 'encode.format': same },
      'resize.gravity': fc.constantFrom({ x: 0.5, y: 0 }, { x: 1, y: 0.5 }, 'face'),
    },
    ['encode.format', 'resize.width', 'resize.height', 'resize.bound-box', 'resize.fit'],
  );
});

describe('the dialect of wsrv', () => {
  const tally = tallyOf('wsrv, read');
  const wsrv = dialectOf('wsrv', map);
  const still = { encode: { anim: false } };

  it.each([
    ['', still],
    ['w=300', { resize: { width: 300, fit: 'contain' }, ...still }],
    ['w=300&we', { resize: { width: 300 }, ...still }],
    ['w=300&h=200', { resize: { width: 300, height: 200, fit: 'contain' }, ...still }],
    [
      'w=300&h=200&fit=cover&a=top-left',
      { resize: { width: 300, height: 200, fit: 'cover', gravity: { x: 0, y: 0 } }, ...still },
    ],
    [
      'w=300&h=200&fit=cover&we&a=focal-0.2-0.7',
      { resize: { width: 300, height: 200, fit: 'crop', gravity: { x: 0.2, y: 0.7 } }, ...still },
    ],
    ['w=30&h=20&fit=outside', { resize: { width: 30, height: 20, fit: 'outside' }, ...still }],
    [
      'w=30&h=20&fit=contain&cbg=f00',
      {
        resize: { width: 30, height: 20, fit: 'pad' },
        background: { background: { r: 255, g: 0, b: 0, alpha: 1 } },
        ...still,
      },
    ],
    ['output=webp&q=40&n=-1', { encode: { format: 'webp', quality: 40 } }],
    ['page=2&n=5', { animation: { frame: 3, frames: 5 } }],
    ['cx=1&cy=2&cw=3&ch=4', { crop: { crop: { left: 1, top: 2, width: 3, height: 4 } }, ...still }],
    ['flip&flop&ro=-90', { flip: { flip: 'hv' }, rotate: { rotate: 270 }, ...still }],
    [
      'filt=duotone&start=red&stop=fff',
      {
        duotone: { duotone: { dark: { r: 255, g: 0, b: 0, alpha: 1 }, light: { r: 255, g: 255, b: 255, alpha: 1 } } },
        ...still,
      },
    ],
    [
      'filt=greyscale&con=50&blur=2&sharp=3',
      {
        blur: { blur: 4 },
        grayscale: { grayscale: 1 },
        sharpen: { sharpen: 3 },
        contrast: { contrast: 1.5 },
        ...still,
      },
    ],
    [
      'mod=1.5,0.5,90&trim=20',
      {
        modulate: { brightness: 1.5, saturation: 0.5, hue: 90 },
        trim: { trim: 'border', 'trim.border.tolerance': 20 },
        ...still,
      },
    ],
    ['mask=circle&il&ll', { mask: { mask: 'circle' }, encode: { progressive: true, lossless: true, anim: false } }],
    ['maxage=1d&af&unheard=of', still],
  ])('is read: %s', (query, stage) => {
    expect(wsrv.read(`?url=/a.jpg&${query}`)).toEqual({ source: 'a.jpg', stages: [stage] });
    tally.agreed += 1;
  });

  it('takes a host without a scheme for a URL', () => {
    expect(wsrv.read('?url=images.example/a.jpg')?.source).toBe('a.jpg');
    expect(wsrv.read('?url=ssl:elsewhere.example/a.jpg%3Fv=1')?.source).toBe('https://elsewhere.example/a.jpg?v=1');
    expect(wsrv.read('?url=/a.jpg&filename=me.png')?.download).toEqual({ stem: 'me' });
    tally.agreed += 3;
  });

  it.each([
    ['w=0', 'bad-option'],
    ['fit=crop', 'bad-option'],
    ['a=here', 'bad-option'],
    ['a=focal-2-0', 'bad-option'],
    ['cx=left', 'bad-option'],
    ['filt=blue', 'bad-option'],
    ['n=0', 'bad-option'],
    ['page=-1', 'bad-option'],
    ['mod=a', 'bad-option'],
    ['trim=999', 'bad-option'],
    ['output=tiff', 'bad-option'],
    ['encoding=base64', 'not-supported'],
    ['default=/b.jpg', 'not-supported'],
  ])('is refused: %s', (query, code) => {
    expect(failureFrom(() => wsrv.read(`?url=/a.jpg&${query}`)).code).toBe(code);
    tally.refused += 1;
  });

  itKeepsTheLaw(wsrv, {
    ...{
      'resize.width': same,
      'resize.height': same,
      'resize.fit': same,
      'resize.gravity': same,
      'encode.quality': quality,
    },
    ...{
      'encode.format': fc.constantFrom('webp', 'jpg', 'png'),
      'encode.anim': same,
      'flip.flip': same,
      'blur.blur': same,
    },
    ...{
      'background.background': same,
      'rotate.rotate': same,
      'sharpen.sharpen': same,
      'grayscale.grayscale': fc.constant(1),
    },
    ...{ 'modulate.brightness': same, 'modulate.hue': same, 'animation.frame': fc.integer({ min: 1, max: 99 }) },
  });
});

describe("the dialect of AWS's sample", () => {
  const tally = tallyOf('aws-samples, read');
  const aws = dialectOf('aws-samples', map);

  it.each([
    ['a/b.jpg?width=300', { resize: { width: 300, fit: 'contain' } }],
    [
      'a/b.jpg?width=300&height=200&format=auto',
      { resize: { width: 300, height: 200, fit: 'cover' }, encode: { format: 'auto' } },
    ],
    [
      'a/b.jpg/format=webp,quality=60,width=300',
      { resize: { width: 300, fit: 'contain' }, encode: { format: 'webp', quality: 60 } },
    ],
    ['a/b.jpg?quality=900&format=tiff&colour=red', { encode: { quality: 100 } }],
  ])('is read: %s', (target, stage) => {
    expect(aws.read(target)).toEqual({ source: 'a/b.jpg', stages: [stage] });
    tally.agreed += 1;
  });

  it('passes the original on where nothing is asked for', () => {
    for (const target of ['a.jpg', 'a.jpg/original', 'a.jpg?unheard=of']) {
      expect(aws.read(target)).toMatchObject({ source: 'a.jpg', original: true });
      tally.agreed += 1;
    }
  });

  it('drops what it does not understand, unless it is told to refuse it', () => {
    const strict = dialectOf('aws-samples', { ...map, IMG_UNKNOWN_OPTIONS: 'refuse' });
    for (const query of ['width=wide', 'format=tiff', 'unheard=of']) {
      expect(failureFrom(() => strict.read(`a.jpg?${query}`)).code).toBe('bad-option');
      tally.refused += 1;
    }
    expect(failureFrom(() => aws.read('?width=300')).code).toBe('bad-target');
  });

  itKeepsTheLaw(
    aws,
    {
      ...{ 'resize.width': same, 'resize.height': same, 'resize.fit': fc.constantFrom('cover', 'contain') },
      ...{ 'encode.format': fc.constantFrom('auto', 'jpg', 'webp'), 'encode.quality': quality },
    },
    ['resize.width', 'resize.fit'],
  );
});
