import { generateImageUrl } from '@imgproxy/imgproxy-node';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { dialectModules } from '../../../core/pipeline/dialect-modules.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { dialectOf, openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('imgproxy');
const hex = (text: string) => Buffer.from(text).toString('hex');
const imgproxy = dialectOf('imgproxy', {
  IMG_IMGPROXY_WATERMARK: 'mark.png',
  IMG_IMGPROXY_PRESETS: 'sharp=sh:0.7 thumb=rs:fill:100:80/pr:sharp round=pr:round/w:5',
  IMG_SOURCE_MAP: 'local:///= s3://bucket=photos https://images.example=',
});
const canonical = createCanonical([...builtinModules, ...dialectModules]);
const stageIn = (options: string) => imgproxy.read(`_/${options}/plain/a.jpg`)?.stages[0];
const base64 = (text: string) => Buffer.from(text).toString('base64url');

describe('the signature of imgproxy', () => {
  const path = '/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png';
  const keys = `${hex('test-key')}:${hex('test-salt')},${hex('secret')}:${hex('hello')}`;
  const settings = { IMG_IMGPROXY_KEYS: keys, IMG_SOURCE_MAP: 'http://example.com=' };
  const signed = dialectOf('imgproxy', settings);

  it('opens what one of the keys has signed', () => {
    const asked = signed.read(`oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8${path}`);
    expect(asked).toMatchObject({ source: 'images/curiosity.jpg', signed: true });
    const short = dialectOf('imgproxy', { ...settings, IMG_IMGPROXY_SIGNATURE_BYTES: '8' });
    expect(short.read(`oKfUtW34Dvo${path}`)?.signed).toBe(true);
    const preset = dialectOf('imgproxy', { ...settings, IMG_IMGPROXY_PRESETS: 'sharp=sh:1' });
    const plain = '/pr:sharp/rs:fill:300:400:0/g:sm/plain/http://example.com/images/curiosity.jpg@png';
    expect(preset.read(`XgLTSkM-JHMylTX8o0VvKXQB4ie7j7Id_15YStHLbwE${plain}`)?.signed).toBe(true);
    // A proxy has taken a slash away, which it was not signed without.
    expect(preset.read(`XgLTSkM-JHMylTX8o0VvKXQB4ie7j7Id_15YStHLbwE${plain.replace('://', ':/')}`)?.signed).toBe(true);
    tally.agreed += 4;
  });

  it.each([
    '_',
    'oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH9',
    'oKfUtW34Dvo',
    'oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8=',
  ])('refuses %j', (signature) => {
    expect(failureFrom(() => signed.read(`${signature}${path}`)).code).toBe('forbidden');
    tally.refused += 1;
  });

  it('may be anything without keys, but an option', () => {
    expect(imgproxy.read('insecure/w:9/plain/a.jpg')?.signed).toBeUndefined();
    expect(failureFrom(() => imgproxy.read('w:9/plain/a.jpg')).code).toBe('forbidden');
    tally.agreed += 1;
    tally.refused += 1;
  });

  it('stays out of messages about settings', () => {
    expect(() => dialectOf('imgproxy', { IMG_IMGPROXY_KEYS: 'deadbeef' })).toThrow(/something else/);
  });
});

describe('the path of imgproxy', () => {
  it.each([
    ['plain/a/b.jpg', 'a/b.jpg'],
    ['plain/a%40b.jpg@png', 'a@b.jpg'],
    ['plain/a.jpg@', 'a.jpg'],
    ['plain/local:///a.jpg', 'a.jpg'],
    ['plain/local:/a.jpg', 'a.jpg'],
    ['plain/s3://bucket/a.jpg', 'photos/a.jpg'],
    ['plain/https:/images.example/a.jpg', 'a.jpg'],
    ['plain/https%3A%2F%2Fimages.example%2Fa%2520b.jpg%3Fv%3D1', 'a b.jpg'],
    [base64('s3://bucket/é.jpg'), 'photos/é.jpg'],
    [`${base64('local:///a.jpg')}==`, 'a.jpg'],
    [`${base64('local:///a').slice(0, 5)}/${base64('local:///a').slice(5)}.png`, 'a'],
    ['w%3A9/plain/a.jpg', 'a.jpg'],
  ])('reads %j', (rest, source) => {
    expect(imgproxy.read(`_/${rest}`)?.source).toBe(source);
    expect(imgproxy.read(`_/${rest}?query=dropped`)?.source).toBe(source);
    tally.agreed += 2;
  });

  it.each([
    ['', 'bad-target'],
    ['_', 'bad-target'],
    ['_/', 'bad-target'],
    ['_/w:9', 'bad-target'],
    ['_/plain/', 'bad-target'],
    ['_/plain/a@png@webp', 'bad-target'],
    ['_/plain/a%', 'bad-target'],
    ['_/!!!', 'bad-target'],
    [`_/${base64('a')}.png.webp`, 'bad-target'],
    ['_/fit/300/300/plain/a.jpg', 'bad-target'],
    ['_/enc/abcd', 'not-supported'],
    ['_/plain/s3://other/a.jpg', 'not-found'],
    ['_/plain/../a.jpg', 'bad-name'],
  ])('refuses %j', (target, code) => {
    expect(failureFrom(() => imgproxy.read(target)).code).toBe(code);
    tally.refused += 1;
  });
});

describe('options of imgproxy', () => {
  it.each([
    ['rs:fill:300:200:1:1:no:5:6', 'resize:fill:300:200:1:1:no:5:6'],
    ['rs:fill:300:200', 'rt:fill/s:300:200'],
    ['rs::300', 'w:300'],
    ['rs:fill:300/rs::400', 'rs:fill:400'],
    ['s:300:200:1', 'width:300/height:200/enlarge:true'],
    ['size:300:200:0:1', 'w:300/h:200/ex:1'],
    ['w:300/w:200', 'width:200'],
    ['mw:30/mh:20', 'min-width:30/min-height:20'],
    ['z:2', 'zoom:2:2'],
    ['ex:1:soea:1:2', 'extend:t:soea:1:2'],
    ['exar:1', 'extend_ar:true:ce/extend_aspect_ratio:T'],
    ['g:fp:0.25:0.75', 'gravity:fp:.25:0.750'],
    ['c:100', 'crop:100:0'],
    ['c:0.5:0.25:nowe', 'crop:0.5:2.5e-1:nowe:0:0'],
    ['pd:10', 'padding:10:10:10:10'],
    ['pd:10:20', 'pd:10:20:10:20'],
    ['pd:10:20:30', 'pd:10:20:30:20'],
    ['bg:fff', 'background:255:255:255'],
    ['bg:abc/bg:', 'bg:'],
    ['bl:1.5', 'blur:1.5'],
    ['sh:0.5', 'sharpen:.5'],
    ['pix:4', 'pixelate:4'],
    ['fl:1', 'flip:1:0'],
    ['fl:1/fl::1', 'fl:1:1'],
    ['rot:-90', 'rotate:270'],
    ['rot:360', 'rot:0'],
    ['t:10:ff00ff', 'trim:10:f0f'],
    ['t:10/t:', 'ar:1'],
    ['q:0', 'quality:0'],
    ['q:70', 'quality:70'],
    ['f:jpg', 'format:jpeg'],
    ['ext:webp/fq:webp:60:avif:40', 'f:webp/q:60'],
    ['mb:5000', 'max_bytes:5000'],
    ['sm:0', 'strip_metadata:f'],
    ['kcr:1', 'keep_copyright:1/sm:1'],
    ['scp:0', 'strip_color_profile:whatever'],
    ['wm:0.5:soea:3:4:0.2', 'watermark:0.5:soea:3:4:0.2'],
    ['wm:0', 'cb:1'],
    ['ph:0/eth:0', 'cachebuster:a:b'],
    ['pr:sharp', 'sh:0.7'],
    ['preset:thumb', 'rs:fill:100:80/sh:0.7'],
    ['pr:round', 'w:5'],
    ['el:yes', 'el:0'],
  ])('%s says the same as %s', (one, other) => {
    expect(stageIn(one)).toEqual(stageIn(other));
    tally.agreed += 2;
  });

  it('are all told apart by their stages', () => {
    const stages = [
      'w:1',
      'h:1',
      'mw:1',
      'mh:1',
      'z:2',
      'dpr:2',
      'el:1',
      'ex:1',
      'exar:1',
      'g:no',
      'c:1',
      'pd:1',
      'bl:1',
    ]
      .concat([
        'sh:1',
        'pix:2',
        'rt:auto',
        't:9',
        'rot:90',
        'fl:1',
        'fl:0:1',
        'bg:fff',
        'wm:1',
        'f:png',
        'q:9',
        'mb:999',
      ])
      .concat(['sm:0', 'kcr:1', 'scp:0', 'z:1:2', 'g:sm', 'pd:0:1', 'wm:1:re', 'el:0']);
    const texts = stages.map((option) => JSON.stringify(stageIn(option)));
    expect(new Set(texts).size).toBe(stages.length);
    tally.agreed += stages.length;
  });

  it('turns and mirrors in the order of imgproxy', () => {
    expect(stageIn('rot:90/fl:1')).toMatchObject({ rotate: { rotate: 90 }, flip: { flip: 'v' } });
    expect(stageIn('rot:180/fl:1')).toMatchObject({ flip: { flip: 'h' } });
  });

  it('say what is beside a result', () => {
    expect(imgproxy.read('_/raw:1/plain/a.jpg@webp')?.original).toBe(true);
    expect(imgproxy.read('_/skp:png:bmp:gif/plain/a.jpg')?.original).toEqual(['png', 'gif']);
    expect(imgproxy.read('_/skp:png:gif/plain/a.jpg@gif')?.original).toEqual(['gif']);
    expect(imgproxy.read('_/skp:png/plain/a.jpg@gif')?.original).toBeUndefined();
    expect(imgproxy.read('_/exp:1700000000/plain/a.jpg')?.expiresAt).toBe(1_700_000_000_000);
    expect(imgproxy.read('_/exp:0/plain/a.jpg')?.expiresAt).toBeUndefined();
    expect(imgproxy.read(`_/fn:${base64('é')}:1/att:1/plain/a.jpg`)?.download).toEqual({ stem: 'é', attachment: true });
    tally.agreed += 7;
  });

  it.each([
    ['w:-1', 'bad-option'],
    ['w:1.5', 'bad-option'],
    ['w:', 'bad-option'],
    ['w:1:2', 'bad-option'],
    ['rs:crop:1:1', 'bad-option'],
    ['rs:fit:1:1:1:1:ce:0:0:0', 'bad-option'],
    ['dpr:0', 'bad-option'],
    ['z:0', 'bad-option'],
    ['g:fp:1', 'bad-option'],
    ['g:fp:1:2', 'bad-option'],
    ['g:sm:1', 'bad-option'],
    ['g:up', 'bad-option'],
    ['ex:1:sm', 'bad-option'],
    ['c:-1', 'bad-option'],
    ['bg:12', 'bad-option'],
    ['bg:1:2:256', 'bad-option'],
    ['rot:45', 'bad-option'],
    ['q:101', 'bad-option'],
    ['fq:webp', 'bad-option'],
    ['wm:2', 'bad-option'],
    ['wm:1:sm', 'bad-option'],
    ['f:tif', 'bad-option'],
    ['f:heif', 'bad-option'],
    ['bl:-1', 'bad-option'],
    ['pr:nobody', 'bad-option'],
    ['nobody:1', 'bad-option'],
    ['t:x', 'bad-option'],
    ['t:10::1', 'not-supported'],
    ['ar:0', 'not-supported'],
    ['ph:1', 'not-supported'],
    ['eth:1', 'not-supported'],
    ['fq:webp:50', 'not-supported'],
    ['wm:1:ce:-3', 'not-supported'],
    ['wm:1:ce:0.5', 'not-supported'],
    ['wm:1:ce:0:0:2', 'not-supported'],
    ['f:jxl', 'not-supported'],
    ['f:heic', 'not-supported'],
    ['f:bmp', 'not-supported'],
    ['f:ico', 'not-supported'],
    ['f:tiff', 'not-supported'],
    ['f:svg', 'not-supported'],
    ['f:best', 'not-supported'],
    ['brightness:10', 'not-supported'],
    ['wmt:abc', 'not-supported'],
    ['page:2', 'not-supported'],
    ['bc:1', 'not-supported'],
    ['msr:5', 'forbidden'],
    ['msfs:5', 'forbidden'],
    ['maf:5', 'forbidden'],
    ['mafr:5', 'forbidden'],
    ['mrd:5', 'forbidden'],
  ])('%s is refused as %s', (option, code) => {
    const failure = failureFrom(() => stageIn(option));
    expect(failure.code).toBe(code);
    expect(failure.detail.segment ?? failure.detail.subject).not.toBe('');
    tally.refused += 1;
  });

  it('that nobody knows may be let pass', () => {
    const lenient = dialectOf('imgproxy', { IMG_UNKNOWN_OPTIONS: 'ignore' });
    expect(lenient.read('_/nobody:1/w:5/plain/a.jpg')?.stages).toEqual([{ imgproxy: { width: 5 } }]);
    tally.agreed += 1;
  });

  it('of a default preset come before all others, and mistakes in presets show at the start', () => {
    const preset = dialectOf('imgproxy', { IMG_IMGPROXY_PRESETS: 'default=w:5/h:6' });
    expect(preset.read('_/w:7/plain/a.jpg')?.stages).toEqual([{ imgproxy: { width: 7, height: 6 } }]);
    expect(() => dialectOf('imgproxy', { IMG_IMGPROXY_PRESETS: 'a=w:x' })).toThrow('w:x');
    tally.agreed += 1;
  });

  it('are presets and nothing else where that is set', () => {
    const only = dialectOf('imgproxy', { IMG_IMGPROXY_PRESETS: 'a=w:5 b=h:6', IMG_IMGPROXY_ONLY_PRESETS: 'on' });
    expect(only.read('_/a:b/plain/a.jpg')?.stages).toEqual([{ imgproxy: { width: 5, height: 6 } }]);
    expect(failureFrom(() => only.read('_/w:5/plain/a.jpg')).code).toBe('bad-option');
    tally.agreed += 1;
    tally.refused += 1;
  });
});

describe('a URL that imgproxy’s dialect has written', () => {
  const whole = fc.integer({ min: 1, max: 4000 });
  const real = fc.double({ min: 0.001, max: 50, noNaN: true });
  const offset = fc.oneof(fc.integer({ min: -99, max: 99 }), fc.double({ min: -1, max: 1, noNaN: true }));
  const sided = fc.record({
    type: fc.constantFrom('ce', 'no', 'so', 'ea', 'we', 'noea', 'sowe'),
    x: offset,
    y: offset,
  });
  const point = fc.record({
    type: fc.constant('fp'),
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const placed = fc.oneof(sided, point);
  const optional: { requiredKeys: [] } = { requiredKeys: [] };
  const channel = fc.integer({ min: 0, max: 255 });
  const opaque = fc.record({ r: channel, g: channel, b: channel, alpha: fc.constant(1) });
  const side = fc.nat(99);
  const stage = fc.record(
    {
      imgproxy: fc.record(
        {
          type: fc.constantFrom('fit', 'fill', 'fill-down', 'force', 'auto'),
          width: whole,
          height: whole,
          dpr: real,
          'min-width': whole,
          'min-height': whole,
          'zoom.x': real,
          'zoom.y': real,
          enlarge: fc.boolean(),
          gravity: fc.oneof(placed, fc.constant({ type: 'sm', x: 0, y: 0 })),
          'crop.width': real,
          'crop.height': real,
          'crop.gravity': placed,
          extend: placed,
          'extend.ratio': placed,
          padding: fc.tuple(side, side, side, side),
          blur: real,
          sharpen: fc.double({ min: 0, max: 10, noNaN: true }),
          pixelate: fc.nat(1000),
        },
        optional,
      ),
      trim: fc.record(
        { trim: fc.constant('border'), 'trim.border.tolerance': channel, 'trim.border.color': opaque },
        { requiredKeys: ['trim'] },
      ),
      flip: fc.record({ flip: fc.constantFrom('h', 'v', 'hv') }),
      rotate: fc.record({ rotate: fc.constantFrom(0, 90, 180, 270) }),
      background: fc.record({ background: opaque }),
      watermark: fc.record(
        {
          watermark: fc.constant('mark.png'),
          'wm.x': side,
          'wm.y': side,
          'wm.scale': fc.integer({ min: 1, max: 100 }).map((part) => part / 100),
          'wm.opacity': fc.integer({ min: 1, max: 100 }).map((part) => part / 100),
        },
        { requiredKeys: ['watermark'] },
      ),
      metadata: fc.record({ metadata: fc.constantFrom('copyright', 'keep') }),
      icc: fc.constant({ icc: 'p3' }),
      encode: fc.record(
        {
          format: fc.constantFrom('jpg', 'png', 'webp', 'avif', 'gif'),
          quality: fc.integer({ min: 1, max: 100 }),
          'max-bytes': fc.integer({ min: 100, max: 99_999 }),
        },
        optional,
      ),
    },
    optional,
  );
  const names = fc.constantFrom('a.jpg', 'a/b c.jpg', 'é@2x.png', 'https:/x.jpg', 'plain/enc/a:b', '100,5?.jpg', '-/x');

  it('is read back as the same recipe', () => {
    fc.assert(
      fc.property(stage, names, (asked, source) => {
        const recipe = canonical({ source, stages: [asked] });
        expect(imgproxy.read(imgproxy.write(recipe))).toEqual(recipe);
        tally.agreed += 1;
      }),
      { numRuns: 500 },
    );
  });

  it('is signed where there is a key', () => {
    const signing = dialectOf('imgproxy', { IMG_IMGPROXY_KEYS: `${hex('k')}:${hex('s')}` });
    const recipe = canonical({ source: 'a.jpg', stages: [{ imgproxy: { width: 5 } }] });
    expect(signing.read(signing.write(recipe))).toEqual({ ...recipe, signed: true });
  });

  it.each([
    [{ sepia: { sepia: 1 } }],
    [{ resize: { width: 5 } }],
    [{ rotate: { rotate: 45 } }],
    [{ background: { background: { r: 0, g: 0, b: 0, alpha: 0.5 } } }],
    [{ watermark: { watermark: 'other.png' } }],
    [{ encode: { format: 'json' } }],
    [{ trim: { trim: [1, 2, 3, 4] } }],
  ])('does not exist for %j', (words) => {
    expect(failureFrom(() => imgproxy.write({ source: 'a', stages: [words] })).code).toBe('not-supported');
  });
});

describe('pictures in front of which imgproxy is mounted', () => {
  const settings = { IMG_DIALECTS: 'imgproxy' };

  it('have sizes to the pixel', async () => {
    const house = await openMounted(settings);
    await house.put('a.png', await picture(200, 150, 'png'));
    await house.put('tall.png', await picture(60, 200, 'png'));
    await house.put('flat.png', await picture(203, 95, 'png'));
    const table: readonly [string, string, number, number][] = [
      // Exact halves fall as in floating point: 101.5 and 47.5.
      ['rs:fit:100:100', 'a', 100, 75],
      ['rs:fit:101:0', 'flat', 101, 47],
      ['rs:fit:400:400', 'a', 200, 150],
      ['rs:fit:400:400:1', 'a', 400, 300],
      ['rs:fill:100:100', 'a', 100, 100],
      ['rs:fill:300:300', 'a', 200, 150],
      ['rs:fill:300:100', 'a', 200, 100],
      ['rs:fill-down:300:300', 'a', 150, 150],
      ['rs:fill-down:300:150', 'a', 200, 100],
      ['rs:fill-down:100:50', 'a', 100, 50],
      ['rs:force:50:140', 'a', 50, 140],
      ['rs:force:50:0', 'a', 50, 150],
      ['rs:auto:100:50', 'a', 100, 50],
      ['rs:auto:50:100', 'a', 50, 38],
      ['w:100/dpr:2', 'a', 200, 150],
      ['w:80/dpr:2', 'a', 160, 120],
      ['w:150/dpr:3', 'a', 200, 150],
      ['rs:fill:150:150/dpr:2', 'a', 150, 150],
      ['z:0.5', 'a', 100, 75],
      ['w:100/z:0.5:1', 'a', 50, 75],
      ['w:40/mw:80', 'a', 40, 60],
      ['w:40/mh:60', 'a', 40, 60],
      ['rs:fit:100:100:0:1', 'a', 100, 100],
      ['rs:fit:300:300:0:1', 'a', 300, 300],
      ['rs:fit:100:50:0/exar:1', 'tall', 100, 50],
      ['rs:fit:60:60/exar:1', 'tall', 60, 60],
      ['pd:10', 'a', 220, 170],
      ['w:100/pd:10:5', 'a', 110, 95],
      ['w:80/dpr:2/pd:3', 'a', 172, 132],
      ['w:150/dpr:3/pd:3', 'a', 208, 158],
      ['c:100:50', 'a', 100, 50],
      ['c:0.5:0.5/w:50', 'a', 50, 38],
      ['c:500:20', 'a', 200, 20],
      ['rot:90/w:75', 'a', 75, 100],
      ['rot:90/c:100:200', 'a', 100, 200],
      ['w:1', 'tall', 1, 3],
      ['h:1', 'tall', 1, 1],
      ['bl:2/sh:1/pix:4/w:50', 'a', 50, 38],
      ['g:sm/rs:fill:50:50', 'a', 50, 50],
    ];
    for (const [options, name, width, height] of table) {
      const answer = await house.get(`/_/${options}/plain/${name}.png`);
      expect([options, ...(await sizeOf(answer))]).toEqual([options, width, height, 'png']);
      tally.agreed += 1;
    }
  });

  it('are cut where imgproxy cuts, by offsets and points', async () => {
    const house = await openMounted(settings);
    const raw = Buffer.alloc(100 * 60 * 3);
    for (let y = 0; y < 60; y += 1) for (let x = 0; x < 100; x += 1) raw.set([x, y, 0], (y * 100 + x) * 3);
    await house.put(
      'xy.png',
      new Uint8Array(
        await sharp(raw, { raw: { width: 100, height: 60, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    );
    const corner = async (options: string) => {
      const answer = await house.get(`/_/${options}/plain/xy.png`);
      const { data } = await sharp(await answer.arrayBuffer())
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return [data[0], data[1]];
    };
    const table: readonly [string, number, number][] = [
      ['c:20:20', 40, 20],
      ['c:21:21', 40, 20],
      ['c:20:20:nowe:5:6', 5, 6],
      ['c:20:20:soea:5:6', 75, 34],
      ['c:20:20:no:10:0', 50, 0],
      ['c:20:20:we:0.1:0', 10, 20],
      ['c:20:20:fp:0.25:0.5', 15, 20],
      ['c:20:20:fp:0:0', 0, 0],
      ['c:20:20:ea:-50', 80, 20],
      ['rs:fill:20:60/g:we:3', 3, 0],
      ['g:sowe/c:10:10', 0, 50],
    ];
    for (const [options, x, y] of table) {
      expect([options, ...(await corner(options))]).toEqual([options, x, y]);
      tally.agreed += 1;
    }
  });

  it('are those of the native URL that means the same', async () => {
    const house = await openMounted(settings);
    await house.put('a.png', await picture(200, 150, 'png'));
    const pairs = [
      ['rs:fit:100:100', 'w=100,h=100'],
      ['rs:fill:80:80:1', 'w=80,h=80,fit=cover'],
      ['rs:force:70:90', 'w=70,h=90,fit=squeeze'],
      ['bl:2/q:50/f:webp', 'blur=4,q=50,f=webp'],
      ['rot:90/w:50', 'rotate=90,w=50'],
    ] as const;
    for (const [foreign, native] of pairs) {
      const etags = [`/_/${foreign}/plain/a.png`, `/img/${native}/a.png`].map(async (url) =>
        (await house.get(url)).headers.get('etag'),
      );
      const [one, other] = await Promise.all(etags);
      expect([foreign, one]).toEqual([foreign, other]);
      tally.agreed += 1;
    }
  });

  it('come with the statuses that clients of imgproxy know', async () => {
    const house = await openMounted({ ...settings, IMG_IMGPROXY_KEYS: `${hex('k')}:${hex('s')}` });
    await house.put('a.png', await picture(20, 15, 'png'));
    const open = await openMounted(settings);
    await open.put('a.png', await picture(20, 15, 'png'));
    const statuses = await Promise.all([
      house.get('/_/w:5/plain/a.png'),
      open.get('/_/w:x/plain/a.png'),
      open.get('/_/plain/none.png'),
      open.get('/_/plain/https://elsewhere.example/a.png'),
      open.get('/_/exp:1000/plain/a.png'),
      open.get('/_/f:jxl/plain/a.png'),
      open.get('/_/plain/a.png@heic'),
      open.get('/_/mrd:10/plain/a.png'),
      open.get('/_/raw:1/plain/a.png'),
      open.get('/_/skp:png/w:5/plain/a.png'),
      open.get('/w:5/plain/a.png'),
      open.get('/favicon.ico'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([
      403,
      404,
      404,
      expect.anything(),
      404,
      422,
      422,
      403,
      200,
      200,
      403,
      404,
    ]);
    expect((await sizeOf(statuses[9] as Response))[0]).toBe(20);
    tally.refused += 10;
    tally.agreed += 2;
  });

  it('are what imgproxy’s own URL builder asks for', async () => {
    const key = { key: hex('secret'), salt: hex('salty') };
    const house = await openMounted(
      { ...settings, IMG_IMGPROXY_KEYS: `${key.key}:${key.salt}` },
      { delivery: { unsigned: 'none' } },
    );
    await house.put('a%20b.png', await picture(120, 90, 'png'));
    const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
    const widths = [0, 33, 60, 121];
    const heights = [0, 45, 91];
    let at = 0;
    for (const width of widths)
      for (const height of heights)
        for (const type of ['fit', 'fill', 'force'] as const)
          for (const dpr of [1, 2]) {
            const format = formats[at % formats.length] as (typeof formats)[number];
            const quality = [40, 80][at % 2] as number;
            const url = generateImageUrl({
              endpoint: 'http://localhost',
              url: { value: 'local:///a%20b.png', displayAs: at % 3 === 0 ? 'plain' : 'base64' },
              options: {
                resize: { resizing_type: type, width, height },
                dpr,
                quality,
                format: format === 'jpeg' ? 'jpg' : format,
              },
              ...key,
            });
            at += 1;
            const answer = await house.get(url.replace('http://localhost', ''));
            const [w, h, decoded] = await sizeOf(answer);
            expect([url, w, h, decoded]).toEqual([url, ...sizeAsked(width, height, type, dpr), format]);
            tally.agreed += 1;
          }
  }, 30_000);
});

/** Of a source of 120 × 90, never enlarged, by imgproxy's documentation and not by our code. */
function sizeAsked(width: number, height: number, type: 'fit' | 'fill' | 'force', dpr: number): [number, number] {
  const [w, h] = [width || undefined, height || undefined];
  const across = (w ?? 120) / 120;
  const down = (h ?? 90) / 90;
  const factors =
    type === 'force' ? [across, down] : w === undefined ? [down, down] : h === undefined ? [across, across] : [];
  const both = type === 'fit' ? Math.min(across, down) : Math.max(across, down);
  const [x, y] = [factors[0] ?? both, factors[1] ?? both];
  // By how much all is less than it was asked for, so that nothing is larger than the source.
  const fitted = Math.max(1, x, y);
  const scale = Math.min(dpr * fitted, fitted / x, fitted / y);
  const round = (value: number) => Math.max(1, Math.round(Number(value.toFixed(9))));
  const whole = [round(120 * (x / fitted) * scale), round(90 * (y / fitted) * scale)] as const;
  if (type !== 'fill') return [whole[0], whole[1]];
  return [Math.min(whole[0], w ? round(w * scale) : whole[0]), Math.min(whole[1], h ? round(h * scale) : whole[1])];
}
