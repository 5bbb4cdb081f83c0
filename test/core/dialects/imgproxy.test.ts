import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../support/failure-from.ts';
import { dialectOf } from './mounted-house.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('imgproxy, read');
const hex = (text: string) => Buffer.from(text).toString('hex');
const imgproxy = dialectOf('imgproxy', {
  IMG_IMGPROXY_WATERMARK: 'mark.png',
  IMG_IMGPROXY_PRESETS: 'sharp=sh:0.7 thumb=rs:fill:100:80/pr:sharp round=pr:round/w:5',
  IMG_SOURCE_MAP: 'local:///= s3://bucket=photos https://images.example=',
});
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
    ['fq:webp:60:png:7/fq:avif:40', 'format_quality:avif:40:webp:60'],
    ['fq:webp:60/q:50', 'q:50'],
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
