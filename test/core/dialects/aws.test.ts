import { createHmac } from 'node:crypto';
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

const tally = tallyOf('AWS Serverless Image Handler');
const aws = dialectOf('aws', { IMG_SOURCE_MAP: 's3://bucket=photos' });
const canonical = createCanonical(allModules);
const encoded = (request: object) => Buffer.from(JSON.stringify(request)).toString('base64');
const stageIn = (edits: object, query = '') => aws.read(`${encoded({ key: 'a.jpg', edits })}${query}`)?.stages[0];

describe('requests to the AWS handler', () => {
  it.each<[object, object]>([
    [{ resize: { width: 300, height: 200 } }, { resize: { width: 300, height: 200, fit: 'cover' } }],
    [{ resize: { width: 300 } }, { resize: { width: 300, fit: 'contain' } }],
    [{ resize: { width: '300', height: null, fit: 'inside' } }, { resize: { width: 300, fit: 'contain' } }],
    [
      { resize: { width: 30, height: 20, fit: 'inside', withoutEnlargement: true } },
      { resize: { width: 30, height: 20 } },
    ],
    [
      { resize: { width: 30, height: 20, withoutEnlargement: true } },
      { resize: { width: 30, height: 20, fit: 'crop' } },
    ],
    [{ resize: { width: 30, height: 20, fit: 'fill' } }, { resize: { width: 30, height: 20, fit: 'squeeze' } }],
    [{ resize: { width: 30, height: 20, fit: 'outside' } }, { resize: { width: 30, height: 20, fit: 'outside' } }],
    [
      { resize: { width: 30, height: 20, fit: 'contain', background: { r: 255, g: 0, b: 0, alpha: 1 } } },
      { resize: { width: 30, height: 20, fit: 'pad' }, background: { background: { r: 255, g: 0, b: 0, alpha: 1 } } },
    ],
    [
      { resize: { width: 30, height: 20, position: 'right top', kernel: 'nearest' } },
      { resize: { width: 30, height: 20, fit: 'cover', gravity: { x: 1, y: 0 }, kernel: 'nearest' } },
    ],
    [
      { rotate: 90, flip: true },
      { rotate: { rotate: 90 }, flip: { flip: 'h' } },
    ],
    [{ rotate: null, flop: true }, { flip: { flip: 'h' } }],
    [
      { grayscale: true, negate: true, normalize: true },
      { grayscale: { grayscale: 1 }, negate: { negate: true }, normalise: { normalise: true } },
    ],
    [{ greyscale: false }, {}],
    [
      { sharpen: true, blur: 2.5, median: true, gamma: true },
      { sharpen: { sharpen: 1 }, blur: { blur: 5 }, median: { median: '3' }, gamma: { gamma: 2.2 } },
    ],
    [
      { extract: { left: 1, top: 2, width: 3, height: 4 } },
      { crop: { crop: { left: 1, top: 2, width: 3, height: 4 } } },
    ],
    [{ tint: '#ff0000' }, { tint: { tint: { r: 255, g: 0, b: 0, alpha: 1 } } }],
    [{ jpeg: { quality: 70, progressive: true } }, { encode: { format: 'jpg', quality: 70, progressive: true } }],
    [{ toFormat: 'webp' }, { encode: { format: 'webp' } }],
    [
      { smartCrop: true, resize: { width: 30, height: 20 } },
      { resize: { width: 30, height: 20, fit: 'cover', gravity: 'face' } },
    ],
    [{ roundCrop: true }, { mask: { mask: 'circle' } }],
    [{ trim: { threshold: 20 } }, { trim: { trim: 'border', 'trim.border.tolerance': 20 } }],
    [{ nobody: 1 }, {}],
  ])('%j becomes a stage', (edits, stage) => {
    expect(stageIn(edits)).toEqual(canonical({ source: 'a', stages: [stage as never] }).stages[0]);
    tally.agreed += 1;
  });

  it('lay another image over the picture', () => {
    const overlayWith = { bucket: 'b', key: 'm.png', alpha: '20', wRatio: 50, options: { left: -5, top: '6' } };
    expect(stageIn({ overlayWith })).toEqual({
      watermark: {
        watermark: 'm.png',
        'wm.gravity': { x: 1, y: 0 },
        'wm.x': 5,
        'wm.y': 6,
        'wm.scale': 0.5,
        'wm.opacity': 0.8,
      },
    });
    expect(failureFrom(() => stageIn({ overlayWith: { ...overlayWith, options: { left: '5p' } } })).code).toBe(
      'bad-option',
    );
    expect(failureFrom(() => stageIn({ overlayWith: {} })).code).toBe('bad-option');
    tally.agreed += 1;
    tally.refused += 2;
  });

  it('have their source, format and query in their places', () => {
    expect(aws.read(encoded({ bucket: 'bucket', key: 'x/a b.jpg', outputFormat: 'webp', effort: 3 }))).toMatchObject({
      source: 'photos/x/a b.jpg',
      stages: [{ encode: { format: 'webp', effort: 3 } }],
    });
    expect(aws.read(Buffer.from('{"key":"é?.jpg"}').toString('base64url'))?.source).toBe('é?.jpg');
    expect(aws.read(encoded({ bucket: { toString: 1 }, key: 'a.jpg' }))?.source).toBe('a.jpg');
    expect(stageIn({ resize: { width: 300, height: 200 } }, '?width=50&height=&format=png&grayscale=true')).toEqual({
      resize: { width: 50, fit: 'contain' },
      grayscale: { grayscale: 1 },
      encode: { format: 'png' },
    });
    expect(stageIn({}, '?rotate=90&flip=true')).toEqual({ flip: { flip: 'h' }, rotate: { rotate: 90 } });
    expect(aws.read(`a.jpg?expires=20300102T030405Z`)?.expiresAt).toBe(Date.UTC(2030, 0, 2, 3, 4, 5));
    tally.agreed += 5;
  });

  it('are thumbor’s where they are no JSON, as the handler takes that', () => {
    expect(aws.read('fit-in/300x200/filters:rotate(90)/s3:bucket/a.jpg')).toMatchObject({
      source: 'photos/a.jpg',
      stages: [{ rotate: { rotate: 90 }, resize: { width: 300, height: 200, fit: 'contain' } }],
    });
    expect(aws.read('unsafe/300x200/a.jpg')?.stages[0]).toEqual({ resize: { width: 300, height: 200, fit: 'cover' } });
    expect(aws.read('filters:watermark(bucket,m.png,5,6,0)/a.jpg')?.stages[0]?.watermark).toMatchObject({
      watermark: 'm.png',
      'wm.x': 5,
      'wm.y': 6,
    });
    tally.agreed += 3;
  });

  it.each<[string, string]>([
    [encoded({ edits: {} }), 'bad-option'],
    [encoded({ key: 'a', edits: { resize: { width: 'x' } } }), 'bad-option'],
    [encoded({ key: 'a', edits: { resize: { width: 1, height: 1, fit: 'none' } } }), 'bad-option'],
    [encoded({ key: 'a', edits: { resize: { width: 1, height: 1, position: 'up' } } }), 'bad-option'],
    [encoded({ key: 'a', outputFormat: 'nobody' }), 'bad-option'],
    [encoded({ key: 'a', outputFormat: { toString: 1 } }), 'bad-option'],
    [encoded({ key: 'a', edits: { toFormat: { format: { toString: 1 } } } }), 'bad-option'],
    [encoded({ key: 'a', edits: { resize: { width: 1, fit: { toString: 1 } } } }), 'bad-option'],
    [encoded({ key: 'a', edits: { resize: { width: 1, position: [{ toString: 1 }] } } }), 'bad-option'],
    [encoded({ key: 'a', edits: { overlayWith: { key: 'b', options: { left: { toString: 1 } } } } }), 'bad-option'],
    [encoded({ key: 'a', outputFormat: 'tiff' }), 'not-supported'],
    [encoded({ key: 'a', edits: { contentModeration: true } }), 'not-supported'],
    [encoded({ key: 'a', edits: { threshold: 5 } }), 'not-supported'],
    [encoded({ key: 'a', edits: { smartCrop: { faceIndex: 1 } } }), 'not-supported'],
    [encoded({ key: 'a', edits: { roundCrop: { rx: 1 } } }), 'not-supported'],
    [encoded({ bucket: 'other', key: 'a' }), 'not-found'],
    [encoded({ key: '../a' }), 'bad-name'],
    ['a.jpg?expires=soon', 'bad-option'],
    ['a.jpg?width=x', 'bad-option'],
  ])('%s is refused as %s', (target, code) => {
    expect(failureFrom(() => aws.read(target)).code).toBe(code);
    tally.refused += 1;
  });

  it('are read back as they were written', () => {
    for (const dialect of [aws, dialectOf('aws', { IMG_AWS_SECRET: 'a-long-secret' })]) {
      fc.assert(
        fc.property(nativeWords, fc.constantFrom('a.jpg', 'é b/c.jpg', '?x'), (words, source) => {
          const recipe = canonical({ source, stages: [words] });
          const { signed: _, ...read } = dialect.read(dialect.write(recipe)) ?? {};
          expect(read).toEqual(recipe);
          tally.agreed += 1;
        }),
        { numRuns: 150 },
      );
    }
    for (const words of [
      { sepia: { sepia: 1 } },
      { resize: { dpr: 2, width: 5 } },
      { resize: { width: 'auto' } },
      { encode: { quality: 50 } },
      { metadata: { metadata: 'keep' } },
    ]) {
      expect(failureFrom(() => aws.write({ source: 'a', stages: [words] })).code).toBe('not-supported');
    }
  });
});

describe('pictures in front of which the AWS handler is mounted', () => {
  it('have the sizes that were asked for', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'aws' });
    await house.put('a.png', await picture(200, 150, 'png'));
    const table: readonly [string, number, number, string][] = [
      [encoded({ key: 'a.png', edits: { resize: { width: 100, height: 100 } } }), 100, 100, 'png'],
      [encoded({ key: 'a.png', edits: { resize: { width: 400, height: 400, fit: 'inside' } } }), 400, 300, 'png'],
      [
        encoded({ key: 'a.png', edits: { resize: { width: 100, height: 100, fit: 'contain' }, toFormat: 'jpeg' } }),
        100,
        100,
        'jpeg',
      ],
      [
        encoded({ key: 'a.png', edits: { resize: { width: 400, height: 90, withoutEnlargement: true } } }),
        200,
        90,
        'png',
      ],
      [encoded({ key: 'a.png', edits: { rotate: 90 } }), 150, 200, 'png'],
      [`${encoded({ key: 'a.png' })}?width=50&format=webp`, 50, 38, 'webp'],
      ['fit-in/100x100/a.png', 100, 75, 'png'],
      ['fit-in/400x400/a.png', 400, 300, 'png'],
      ['100x100/filters:format(avif)/a.png', 100, 100, 'avif'],
      ['a.png?height=75', 100, 75, 'png'],
    ];
    for (const [target, ...size] of table) {
      expect([target, ...(await sizeOf(await house.get(`/${target}`)))]).toEqual([target, ...size]);
      tally.agreed += 1;
    }
  });

  it('are refused in the form of its errors', async () => {
    const secret = 'a-long-secret';
    const house = await openMounted(
      { IMG_DIALECTS: 'aws', IMG_AWS_SECRET: secret },
      { delivery: { unsigned: 'none' } },
    );
    await house.put('a.png', await picture(20, 15, 'png'));
    const sign = (path: string, query = '') => {
      const text = query === '' ? path : `${path}?${query.split('&').sort().join('&')}`;
      const mac = createHmac('sha256', secret).update(text).digest('hex');
      return `${path}?${query === '' ? '' : `${query}&`}signature=${mac}`;
    };
    const answers = await Promise.all([
      house.get(sign('/a.png', 'width=10&height=5')),
      house.get('/a.png'),
      house.get(sign('/a.png').replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      house.get(sign('/none.png')),
      house.get(sign('/a.png', 'expires=20200101T000000Z')),
      house.get(sign('/a.png', 'width=x')),
    ]);
    const said = await Promise.all(answers.slice(1).map(jsonOf));
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 404, 400, 400]);
    expect(said.map(({ status, code }) => `${status} ${code}`)).toEqual([
      '403 SignatureDoesNotMatch',
      '403 SignatureDoesNotMatch',
      '404 NoSuchKey',
      '400 ImageRequestExpired',
      '400 ImageEdits::BadRequest',
    ]);
    expect(answers[1]?.headers.get('content-type')).toBe('application/json');
    tally.agreed += 1;
    tally.refused += 5;
  });
});
