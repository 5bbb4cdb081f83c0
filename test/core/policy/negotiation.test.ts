import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../core/image/format.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { type AcceptFold, chooseFormat, foldAccept } from '../../../core/policy/negotiation.ts';
import { shapeOf } from '../../support/shape-of.ts';

// What browsers, and others, send for an image.
const sent: readonly (readonly [AcceptFold, string | undefined])[] = [
  ['avif-webp', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'],
  ['avif-webp', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5'],
  [
    'avif-webp',
    'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  ],
  ['webp', 'image/webp,image/apng,image/*,*/*;q=0.8'],
  ['webp', 'image/webp,*/*'],
  ['avif', 'image/avif'],
  ['none', 'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5'],
  ['none', '*/*'],
  ['none', 'image/*'],
  ['none', ''],
  ['none', undefined],
  ['webp', 'image/avif;q=0,image/webp'],
  ['webp', 'IMAGE/WEBP ; Q=0.001'],
  ['none', 'image/avif; q=0.000 , image/webp;q=0.'],
  ['avif', 'image/avif;level=0;q=0.5'],
  ['none', 'image/avif-sequence, image/webpx, ximage/webp, image/ avif'],
  ['none', ',;,;;=,q=0'],
];

const auto = { source: 'a', stages: [{ encode: { format: 'auto' } }] };
const recipe = (encode: Record<string, unknown>) => ({ source: 'a', stages: [{ resize: { width: 5 } }, { encode }] });

describe('Accept', () => {
  it.each(sent)('folds to %s: %s', (fold, accept) => {
    expect(foldAccept(accept)).toBe(fold);
  });

  it('folds to one of four words, whatever is sent', () => {
    const piece = fc.constantFrom('image/avif', 'image/webp', '*/*', ',', ';', 'q=', '0', '.', '1', ' ', '"');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (accept) => {
          expect(['avif-webp', 'avif', 'webp', 'none']).toContain(foldAccept(accept));
        },
      ),
    );
  });
});

describe('the format', () => {
  const png = shapeOf(9, 9, { ext: 'png', alpha: true });
  const moving = shapeOf(9, 9, { ext: 'gif', animated: true });

  it.each([
    ['avif-webp', 'avif'],
    ['avif', 'avif'],
    ['webp', 'webp'],
    ['none', 'jpg'],
  ] as const)('left to a client that takes %s is %s', (fold, ext) => {
    expect(chooseFormat(auto, shapeOf(9, 9), fold)).toEqual({ ext, negotiated: true });
  });

  it.each([
    ['avif-webp', 'webp'],
    ['avif', 'gif'],
    ['webp', 'webp'],
    ['none', 'gif'],
  ] as const)('of an animation, left to a client that takes %s, is %s', (fold, ext) => {
    expect(chooseFormat(auto, moving, fold)).toEqual({ ext, negotiated: true });
  });

  it('of an animation that shall not move is that of a still', () => {
    expect(chooseFormat(recipe({ format: 'auto', anim: false }), moving, 'avif')).toEqual({
      ext: 'avif',
      negotiated: true,
    });
  });

  it('is never one that the client did not name and not everybody takes', () => {
    const all = (['jpg', 'png', 'webp', 'gif', 'avif', 'tiff', 'svg'] as const).flatMap((ext) =>
      [true, false].flatMap((alpha) => [true, false].map((animated): Shape => shapeOf(9, 9, { ext, alpha, animated }))),
    );
    for (const shape of all) {
      for (const fold of ['avif-webp', 'avif', 'webp', 'none'] as const) {
        const { ext } = chooseFormat(auto, shape, fold);
        expect([...fold.split('-'), 'jpg', 'png', 'gif'], `${JSON.stringify(shape)} ${fold}`).toContain(ext);
        if (shape.alpha && formats[shape.ext].alpha) expect(formats[ext].alpha).toBe(true);
      }
    }
  });

  it('that the URL names is taken as it is, and Accept has no say', () => {
    expect(chooseFormat(recipe({ format: 'avif' }), moving, 'none')).toEqual({ ext: 'avif', negotiated: false });
  });

  it.each([
    ['its own where that can be written', png, 'png'],
    ['AVIF too', shapeOf(9, 9, { ext: 'avif' }), 'avif'],
    ['png for a drawing with transparency', shapeOf(9, 9, { ext: 'svg', alpha: true }), 'png'],
    ['jpg for a scan', shapeOf(9, 9, { ext: 'tiff' }), 'jpg'],
  ] as const)('that nobody asks for is %s', (_, shape, ext) => {
    expect(chooseFormat(recipe({ quality: 5 }), shape, 'avif-webp')).toEqual({ ext, negotiated: false });
  });
});
