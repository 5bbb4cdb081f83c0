import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../support/failure-from.ts';
import { jsonOf } from '../dispatcher/house.ts';
import { itKeepsTheLaw } from './law.ts';
import { dialectOf, openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';

const map = { IMG_SOURCE_MAP: 'local:///= https://images.example/=' };
const tally = tallyOf('imgix, read');
const imgix = dialectOf('imgix', map);
const red = { r: 255, g: 0, b: 0, alpha: 1 };
const stageIn = (query: string) => imgix.read(`a.jpg?${query}`)?.stages[0];

describe('the parameters of imgix', () => {
  it.each([
    ['', {}],
    ['w=300', { resize: { width: 300, fit: 'contain' } }],
    ['w=300&fit=max', { resize: { width: 300 } }],
    ['w=300&h=200', { resize: { width: 300, height: 200, fit: 'contain' } }],
    ['w=300&h=200&fit=crop', { resize: { width: 300, height: 200, fit: 'cover' } }],
    ['w=300&h=200&fit=min', { resize: { width: 300, height: 200, fit: 'cover', 'bound-box': true } }],
    ['w=300&h=200&fit=fillmax', { resize: { width: 300, height: 200, fit: 'pad', enlarge: false } }],
    ['w=0.5', { resize: { 'width-share': 0.5, fit: 'contain' } }],
    ['w=0.5&h=0.25&fit=crop', { resize: { 'width-share': 0.5, 'height-share': 0.25, fit: 'cover' } }],
    ['w=1', { resize: { 'width-share': 1, fit: 'contain' } }],
    ['w=320&fit=crop&ar=16:9', { resize: { width: 320, height: 180, fit: 'cover' } }],
    ['fit=crop&ar=16:9', { crop: { crop: { width: 16, height: 9 } } }],
    ['w=320&ar=16:9', { resize: { width: 320, fit: 'contain' } }],
    ['w=900&max-w=500', { resize: { width: 500, fit: 'contain' } }],
    ['w=30&h=30&fit=crop&crop=top,left', { resize: { width: 30, height: 30, fit: 'cover', gravity: { x: 0, y: 0 } } }],
    ['w=30&h=30&fit=crop&crop=faces,edges', { resize: { width: 30, height: 30, fit: 'cover', gravity: 'face' } }],
    [
      'w=30&h=30&fit=crop&crop=focalpoint&fp-x=0.2',
      { resize: { width: 30, height: 30, fit: 'cover', gravity: { x: 0.2, y: 0.5 } } },
    ],
    ['w=30&h=30&crop=top', { resize: { width: 30, height: 30, fit: 'contain' } }],
    ['w=30&dpr=2.5', { resize: { width: 30, dpr: 2.5, fit: 'contain' } }],
    ['rect=10,20,30,40', { crop: { crop: { left: 10, top: 20, width: 30, height: 40 } } }],
    ['rect=0.25,0,0.5,0.5', { crop: { crop: { left: 0.25, top: 0, width: 0.5, height: 0.5 } } }],
    ['rect=center,bottom,0.5,0.25', { crop: { crop: { left: 0.25, top: 0.75, width: 0.5, height: 0.25 } } }],
    ['auto=format,compress', { encode: { format: 'auto' } }],
    ['auto=format&fm=png', { encode: { format: 'png' } }],
    ['fm=pjpg&q=0', { encode: { format: 'jpg', progressive: true, quality: 1 } }],
    ['fm=png8', { encode: { format: 'png', colors: 256 } }],
    ['lossless=true&fm=webp', { encode: { format: 'webp', lossless: true } }],
    ['bg=80ff0000', { background: { background: { ...red, alpha: 128 / 255 } } }],
    ['bg=f00', { background: { background: red } }],
    ['sat=-100&bri=50&con=10', { modulate: { brightness: 1.5, saturation: 0 }, contrast: { contrast: 1.1 } }],
    ['blur=80&sharp=15&px=8', { blur: { blur: 10 }, sharpen: { sharpen: 1.5 }, pixelate: { pixelate: 8 } }],
    ['blur=0&hue=90&sepia=50', { modulate: { hue: 90 }, sepia: { sepia: 0.5 } }],
    ['flip=hv&rot=90', { flip: { flip: 'hv' }, rotate: { rotate: 270 } }],
    ['trim=color&trim-tol=20', { trim: { trim: 'border', 'trim.border.tolerance': 20 } }],
    ['pad=5&pad-left=9', { pad: { pad: [5, 5, 5, 9] } }],
    ['border=3,f00', { border: { border: [3, 3, 3, 3], 'border.color': red } }],
    ['border-radius=1,2,3,4', { mask: { radius: [1, 2, 3, 4] } }],
    ['mask=ellipse', { mask: { mask: 'ellipse' } }],
    ['ixlib=js-3.8&cs=srgb&never=heard', {}],
    [`bg64=${btoa('red')}`, { background: { background: red } }],
  ])('are read: %s', (query, stage) => {
    expect(stageIn(query)).toEqual(stage);
    tally.agreed += 1;
  });

  it.each([
    ['w=0', 'bad-option'],
    ['w=wide', 'bad-option'],
    ['fit=cover', 'bad-option'],
    ['fit=crop&crop=middle', 'bad-option'],
    ['fit=crop&ar=16:0', 'bad-option'],
    ['rect=1,2,3', 'bad-option'],
    ['rect=center,0,30,30', 'bad-option'],
    ['fm=exe', 'bad-option'],
    ['bg=nocolour', 'bad-option'],
    ['expires=soon', 'bad-option'],
    ['bg64=!', 'bad-option'],
    ['fit=facearea', 'not-supported'],
    ['fit=clamp', 'not-supported'],
    ['txt=hello', 'not-supported'],
    ['fm=jxl', 'not-supported'],
    ['mask=https://a.example/m.png', 'not-supported'],
  ])('are refused: %s', (query, code) => {
    expect(failureFrom(() => stageIn(query)).code).toBe(code);
    tally.refused += 1;
  });

  it('say when a URL ends, and how a download is called', () => {
    expect(imgix.read('a.jpg?expires=1700000000')?.expiresAt).toBe(1_700_000_000_000);
    expect(imgix.read('a.jpg?dl=my-photo.jpg')?.download).toEqual({ stem: 'my-photo', attachment: true });
    expect(imgix.read('a.jpg?dl64=w7xuZGVyLmpwZw')?.download?.stem).toBe('ünder');
    tally.agreed += 3;
  });

  it('name a path, or a URL that is escaped as a whole', () => {
    expect(imgix.read('a/b%20c.jpg')?.source).toBe('a/b c.jpg');
    expect(imgix.read('https%3A%2F%2Fimages.example%2Fa.jpg?w=5')?.source).toBe('a.jpg');
    tally.agreed += 2;
  });
});

describe('signed URLs of imgix', () => {
  const tokens = { ...map, IMG_IMGIX_TOKENS: 'FOO123bar,second-token' };
  const signed = dialectOf('imgix', tokens);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');

  // The vector of imgix's own blueprint for its client libraries.
  it('are those of its client libraries', () => {
    const vector = 'users/1.png?w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1';
    expect(signed.read(vector)).toMatchObject({ source: 'users/1.png', signed: true });
    expect(signed.write({ source: 'a.jpg', stages: [{}] })).toBe(`a.jpg?s=${md5('FOO123bar/a.jpg')}`);
    tally.agreed += 2;
  });

  it('may be by any token, and by nothing else', () => {
    expect(signed.read(`a.jpg?w=5&s=${md5('second-token/a.jpg?w=5')}`)?.signed).toBe(true);
    for (const target of [
      'a.jpg',
      'a.jpg?w=5',
      `a.jpg?w=6&s=${md5('second-token/a.jpg?w=5')}`,
      `a.jpg?s=${md5('second-token/a.jpg?w=5')}&w=5`,
    ]) {
      expect(failureFrom(() => signed.read(target)).code).toBe('forbidden');
      tally.refused += 1;
    }
    expect(imgix.read('a.jpg?s=0123')?.signed).toBeUndefined();
  });
});

describe('the dialect of imgix', () => {
  it('answers on a host of its own, with sizes, facts and colours', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'imgix=//pics.example' });
    await house.put('a.png', await picture(300, 200, 'png'));
    const get = (target: string) => house.get(target, { Host: 'pics.example' });
    expect(await sizeOf(await get('/a.png?w=0.5'))).toEqual([150, 100, 'png']);
    expect(await sizeOf(await get('/a.png?w=100&h=100&fit=crop&fm=webp&dpr=2'))).toEqual([200, 200, 'webp']);
    expect(await jsonOf(await get('/a.png?fm=json'))).toMatchObject({
      PixelWidth: 300,
      PixelHeight: 200,
      'Content-Type': 'image/png',
    });
    const { colors } = await jsonOf(await get('/a.png?palette=json&colors=3'));
    expect(colors[0]).toMatchObject({ red: expect.any(Number), hex: expect.stringMatching(/^#/) });
    expect((await get('/a.png?expires=1600000000')).status).toBe(404);
    tally.agreed += 4;
    tally.refused += 1;
  });

  const same = undefined;
  itKeepsTheLaw(imgix, {
    ...{ 'resize.width': same, 'resize.height': same, 'resize.fit': same, 'resize.dpr': fc.constantFrom(2, 3, 4.5) },
    ...{ 'resize.width-share': fc.constantFrom(0.5, 0.3333, 1, 2), 'resize.gravity': same, 'encode.format': same },
    ...{ 'encode.quality': fc.integer({ min: 1, max: 100 }), 'background.background': same, 'crop.crop': same },
    ...{ 'pad.pad': same, 'border.border': fc.constant([3, 3, 3, 3]), 'border.border.color': same, 'flip.flip': same },
    ...{
      'rotate.rotate': same,
      'sharpen.sharpen': fc.constantFrom(1, 1.5, 7),
      'contrast.contrast': fc.constantFrom(0.5, 1.25),
    },
    ...{ 'modulate.brightness': fc.constantFrom(0, 1.5), 'sepia.sepia': fc.constantFrom(0.5, 1), 'blur.blur': same },
  });
});
