import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { allModules, dialectOf } from './mounted-house.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('imgproxy, written and read');
const hex = (text: string) => Buffer.from(text).toString('hex');
const imgproxy = dialectOf('imgproxy', {
  IMG_IMGPROXY_WATERMARK: 'mark.png',
  IMG_IMGPROXY_PRESETS: 'sharp=sh:0.7 thumb=rs:fill:100:80/pr:sharp round=pr:round/w:5',
  IMG_SOURCE_MAP: 'local:///= s3://bucket=photos https://images.example=',
});
const canonical = createCanonical(allModules);

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
  const quality = fc.integer({ min: 1, max: 100 });
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
      encode: fc.oneof(
        fc.record(
          {
            format: fc.constantFrom('jpg', 'png', 'webp', 'avif', 'gif'),
            quality,
            'max-bytes': fc.integer({ min: 100, max: 99_999 }),
          },
          optional,
        ),
        fc.record(
          {
            'jpg.quality': quality,
            'webp.quality': quality,
            'avif.quality': quality,
            'max-bytes': whole.map((n) => n + 99),
          },
          optional,
        ),
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
