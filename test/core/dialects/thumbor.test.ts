import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { jsonOf } from '../dispatcher/house.ts';
import { allModules, dialectOf, openMounted } from './mounted-house.ts';
import { nativeWords } from './native-words.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('thumbor');
const thumbor = dialectOf('thumbor');
const canonical = createCanonical(allModules);
const stageIn = (parts: string) => thumbor.read(`unsafe/${parts}a.jpg`)?.stages[0];

describe('the signature of thumbor', () => {
  const path = '500x500/top/raw.githubusercontent.com/cshum/imagor/master/testdata/gopher.png';
  const keys = { IMG_THUMBOR_KEYS: 'another1,mysecret' };

  it('opens what one of the keys has signed', () => {
    const asked = dialectOf('thumbor', keys).read(`cST4Ko5_FqwT3BDn-Wf4gO3RFSk=/${path}`);
    expect(asked).toMatchObject({ source: path.slice('500x500/top/'.length), signed: true });
    const imagor = dialectOf('thumbor', { ...keys, IMG_THUMBOR_SIGNER: 'sha256:40' });
    expect(imagor.read(`IGEn3TxngivD0jy4uuiZim2bdUCvhcnVi1Nm0xGy/${path}`)?.signed).toBe(true);
    tally.agreed += 2;
  });

  it('may be missing where the URL says so, and then counts as unsigned', () => {
    expect(dialectOf('thumbor', keys).read(`unsafe/${path}`)?.signed).toBeUndefined();
    expect(failureFrom(() => dialectOf('thumbor', keys).read(`cST4Ko5_FqwT3BDn-Wf4gO3RFSl=/${path}`)).code).toBe(
      'forbidden',
    );
    expect(thumbor.read('a.jpg')).toBeUndefined();
    expect(thumbor.read('folder/a.jpg')).toBeUndefined();
    tally.agreed += 1;
    tally.refused += 3;
  });

  it('leaves one of another length to imgproxy, where both are at the root', () => {
    const imgproxy = `${'a'.repeat(43)}/w:100/plain/local:///a.jpg`;
    expect(dialectOf('thumbor', keys).read(imgproxy)).toBeUndefined();
    expect(dialectOf('thumbor', { ...keys, IMG_THUMBOR_SIGNER: 'sha256' }).read(imgproxy)).toBeUndefined();
  });
});

describe('the path of thumbor', () => {
  it.each([
    ['300x200/', { resize: { width: 300, height: 200, fit: 'cover' } }],
    ['300x/', { resize: { width: 300, fit: 'contain' } }],
    ['0x200/', { resize: { height: 200, fit: 'contain' } }],
    ['-300x-200/', { flip: { flip: 'hv' }, resize: { width: 300, height: 200, fit: 'cover' } }],
    ['-0x0/', { flip: { flip: 'h' } }],
    ['origxorig/', {}],
    ['fit-in/300x200/', { resize: { width: 300, height: 200 } }],
    ['fit-in/300x200/filters:upscale()/', { resize: { width: 300, height: 200, fit: 'contain' } }],
    ['full-fit-in/300x200/', { resize: { width: 300, height: 200, fit: 'outside', enlarge: false } }],
    ['stretch/300x200/', { resize: { width: 300, height: 200, fit: 'squeeze' } }],
    ['300x200/left/top/', { resize: { width: 300, height: 200, fit: 'cover', gravity: { x: 0, y: 0 } } }],
    ['300x200/bottom/', { resize: { width: 300, height: 200, fit: 'cover', gravity: { x: 0.5, y: 1 } } }],
    ['300x200/smart/', { resize: { width: 300, height: 200, fit: 'cover', gravity: 'attention' } }],
    ['300x200/filters:no_upscale()/', { resize: { width: 300, height: 200, fit: 'crop' } }],
    ['10x20:110x220/', { crop: { crop: { left: 10, top: 20, width: 100, height: 200 } } }],
    ['0.1x0.2:0.6x0.7/', { crop: { crop: { left: 0.1, top: 0.2, width: 0.5, height: 0.5 } } }],
    ['0x0:0x0/', {}],
    ['trim/', { trim: { trim: 'border', 'trim.border.tolerance': 0 } }],
    ['trim:top-left:20/', { trim: { trim: 'border', 'trim.border.tolerance': 20 } }],
    ['fit-in/30x20/5x6:7x8/', { resize: { width: 30, height: 20 }, pad: { pad: [6, 7, 8, 5] } }],
    ['filters:quality(70):format(webp)/', { encode: { format: 'webp', quality: 70 } }],
    ['filters:blur(10)/', { blur: { blur: 10 } }],
    ['filters:blur(10,2.5)/', { blur: { blur: 5 } }],
    ['filters:rotate(90)/', { rotate: { rotate: 270 } }],
    ['filters:rotate()/', {}],
    [
      'filters:grayscale():brightness(20):contrast(-10)/',
      { grayscale: { grayscale: 1 }, modulate: { brightness: 1.2 }, contrast: { contrast: 0.9 } },
    ],
    ['filters:proportion(0.5)/', { resize: { 'width-share': 0.5, 'height-share': 0.5, fit: 'squeeze' } }],
    ['300x200/filters:proportion(0.5)/', { resize: { width: 150, height: 100, fit: 'cover' } }],
    ['filters:nobody(1,(2)/3):strip_exif()/', {}],
    ['filters:round_corner(20,255,0,0)/', { mask: { radius: [20, 20, 20, 20] } }],
    ['filters:focal(0.2x0.4:0.4x0.8)/', { resize: { gravity: { x: 0.3, y: 0.6 } } }],
  ])('%s says what it should', (parts, stage) => {
    expect(stageIn(parts)).toEqual(canonical({ source: 'a', stages: [stage as never] }).stages[0]);
    tally.agreed += 1;
  });

  it('reads fill, watermark and images in every spelling', () => {
    expect(stageIn('fit-in/30x20/filters:fill(red)/')).toMatchObject({
      resize: { fit: 'pad', enlarge: false },
      background: { background: { r: 255 } },
    });
    expect(stageIn('filters:watermark(/logos/m(1).png,-10,center,40,20)/')).toEqual({
      watermark: {
        watermark: 'logos/m(1).png',
        'wm.gravity': { x: 1, y: 0.5 },
        'wm.x': 10,
        'wm.opacity': 0.6,
        'wm.scale': 0.2,
      },
    });
    expect(thumbor.read('unsafe/a%20b%2Fc.jpg')?.source).toBe('a b/c.jpg');
    expect(thumbor.read(`unsafe/30x20/b64:${Buffer.from('é.jpg').toString('base64url')}`)?.source).toBe('é.jpg');
    tally.agreed += 4;
  });

  it.each([
    ['unsafe/', 'bad-target'],
    ['unsafe/filters:quality(/a.jpg', 'bad-target'],
    ['unsafe/filters:quality(70)a.jpg', 'bad-target'],
    ['unsafe/b64:!!', 'bad-target'],
    ['unsafe/20x20:10x10/a.jpg', 'bad-option'],
    ['unsafe/trim:5:6/a.jpg', 'bad-option'],
    ['unsafe/filters:quality(x)/a.jpg', 'bad-option'],
    ['unsafe/filters:quality(0)/a.jpg', 'bad-option'],
    ['unsafe/filters:format(gifv)/a.jpg', 'bad-option'],
    ['unsafe/filters:fill(nocolour)/a.jpg', 'bad-option'],
    ['unsafe/trim:bottom-right/a.jpg', 'not-supported'],
    ['unsafe/adaptive-fit-in/30x20/a.jpg', 'not-supported'],
    ['unsafe/origx20/a.jpg', 'not-supported'],
    ['unsafe/filters:fill(auto)/a.jpg', 'not-supported'],
    ['unsafe/filters:format(heif)/a.jpg', 'not-supported'],
    ['unsafe/filters:convolution(1;2;3,3)/a.jpg', 'not-supported'],
    ['unsafe/filters:rgb(1,2,3)/a.jpg', 'not-supported'],
    ['unsafe/filters:focal(10x10:20x20)/a.jpg', 'not-supported'],
    ['unsafe/filters:watermark(a.png,10p,0,0)/a.jpg', 'not-supported'],
    ['unsafe/../a.jpg', 'bad-name'],
  ])('refuses %s', (target, code) => {
    expect(failureFrom(() => thumbor.read(target)).code).toBe(code);
    tally.refused += 1;
  });

  it('refuses unknown filters where that is wished', () => {
    const strict = dialectOf('thumbor', { IMG_UNKNOWN_OPTIONS: 'refuse' });
    expect(failureFrom(() => strict.read('unsafe/filters:nobody()/a.jpg')).detail.segment).toBe('nobody()');
    tally.refused += 1;
  });

  it('is read back as the recipe that was written', () => {
    const names = fc.constantFrom(
      'a.jpg',
      '300x200/a.jpg',
      'left/smart/é b.jpg',
      'trim/filters:x(1)/a',
      'b64:x',
      'meta/0x0:1x1/a',
    );
    fc.assert(
      fc.property(nativeWords, names, (words, source) => {
        const recipe = canonical({ source, stages: [words] });
        expect(thumbor.read(thumbor.write(recipe))).toEqual(recipe);
        tally.agreed += 1;
      }),
      { numRuns: 300 },
    );
    for (const words of [
      { sepia: { sepia: 1 } },
      { resize: { dpr: 2, width: 5 } },
      { resize: { width: 'auto' } },
      { encode: { quality: 'auto' } },
      { resize: { fit: 'pad', width: 5, height: 5 } },
    ]) {
      expect(failureFrom(() => thumbor.write({ source: 'a', stages: [words] })).code).toBe('not-supported');
    }
  });
});

describe('pictures in front of which thumbor is mounted', () => {
  it('have the sizes that were asked for', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'thumbor' });
    await house.put('a.png', await picture(200, 150, 'png'));
    const table: readonly [string, number, number, string][] = [
      ['100x100', 100, 100, 'png'],
      ['400x400', 400, 400, 'png'],
      ['400x400/filters:no_upscale()', 200, 150, 'png'],
      ['100x', 100, 75, 'png'],
      ['0x300', 400, 300, 'png'],
      ['fit-in/100x100', 100, 75, 'png'],
      ['fit-in/400x400', 200, 150, 'png'],
      ['fit-in/400x400/filters:upscale()', 400, 300, 'png'],
      ['fit-in/100x100/filters:fill(fff):format(jpeg)', 100, 100, 'jpeg'],
      ['full-fit-in/100x100', 133, 100, 'png'],
      ['stretch/50x140', 50, 140, 'png'],
      ['20x10:120x60', 100, 50, 'png'],
      ['0.1x0.1:0.6x0.6', 100, 75, 'png'],
      ['100x100/filters:rotate(90):format(webp)', 100, 100, 'webp'],
      ['filters:proportion(0.5)', 100, 75, 'png'],
      ['fit-in/100x100/5x5:5x5/filters:format(avif)', 110, 85, 'avif'],
    ];
    for (const [parts, ...size] of table) {
      expect([parts, ...(await sizeOf(await house.get(`/unsafe/${parts}/a.png`)))]).toEqual([parts, ...size]);
      tally.agreed += 1;
    }
    const meta = await jsonOf(await house.get('/unsafe/meta/100x/a.png'));
    expect(meta.thumbor).toMatchObject({ source: { url: 'a.png', width: 200, height: 150 } });
    tally.agreed += 1;
  });

  it('share results with native URLs', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'thumbor' });
    await house.put('a.png', await picture(200, 150, 'png'));
    const foreign = await house.get('/unsafe/90x80/smart/filters:quality(70):format(webp)/a.png');
    const native = await house.get('/img/w=90,h=80,fit=cover,g=auto,q=70,f=webp/a.png');
    expect(foreign.headers.get('etag')).toBe(native.headers.get('etag'));
    tally.agreed += 1;
  });
});
