import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../support/failure-from.ts';
import { itKeepsTheLaw } from './law.ts';
import { dialectOf } from './mounted-house.ts';
import { tallyOf } from './tally.ts';

const map = { IMG_SOURCE_MAP: 'local:///= https://images.example/=' };
const tally = tallyOf('ipx, read');
const ipx = dialectOf('ipx', map);
const black = { r: 0, g: 0, b: 0, alpha: 1 };
const red = { r: 255, g: 0, b: 0, alpha: 1 };

function stageIn(modifiers: string) {
  const stage = ipx.read(`${modifiers}/a.jpg`)?.stages[0] ?? {};
  const { anim: _, ...encode } = stage.encode ?? {};
  const { encode: __, ...rest } = stage;
  return Object.keys(encode).length === 0 ? rest : { ...rest, encode };
}

const box = { width: 300, height: 200 };

describe('the modifiers of IPX', () => {
  it.each([
    ['_', {}],
    ['w_300', { resize: { width: 300 } }],
    ['width_300,enlarge', { resize: { width: 300, fit: 'contain' } }],
    ['h=200', { resize: { height: 200 } }],
    ['s_300x200', { resize: { ...box, fit: 'cover', 'bound-box': true } }],
    ['s:300', { resize: { width: 300, height: 300, fit: 'cover', 'bound-box': true } }],
    ['w_300&h_200', { resize: { ...box, fit: 'cover', 'bound-box': true } }],
    ['resize_300x200,enlarge', { resize: { ...box, fit: 'cover' } }],
    ['fit_inside&s_300x200', { resize: { ...box, fit: 'contain', 'bound-box': true } }],
    ['fit_contain,s_300x200', { resize: { ...box, fit: 'pad', 'bound-box': true }, background: { background: black } }],
    [
      'fit_contain,s_300x200,b_f00',
      { resize: { ...box, fit: 'pad', 'bound-box': true }, background: { background: red } },
    ],
    ['fit_fill,s_300x200,enlarge', { resize: { ...box, fit: 'squeeze' } }],
    ['fit_outside,s_300x200', { resize: { ...box, fit: 'outside', 'bound-box': true } }],
    ['pos_right-top,s_300x200', { resize: { ...box, fit: 'cover', 'bound-box': true, gravity: { x: 1, y: 0 } } }],
    ['position_entropy', { resize: { gravity: 'entropy' } }],
    ['f_webp,q_60', { encode: { format: 'webp', quality: 60 } }],
    ['f_auto', { encode: { format: 'auto' } }],
    ['format_jpeg', { encode: { format: 'jpg' } }],
    ['kernel_nearest', { resize: { kernel: 'nearest' } }],
    ['trim_20', { trim: { trim: 'border', 'trim.border.tolerance': 20 } }],
    ['extend_1_2_3_4', { pad: { pad: [1, 2, 3, 4] }, background: { background: black } }],
    ['crop_10_20_30_40', { crop: { crop: { left: 10, top: 20, width: 30, height: 40 } } }],
    ['rotate_-90', { rotate: { rotate: 270 } }],
    ['rotate_45,b_red', { rotate: { rotate: 45 }, background: { background: red } }],
    ['flip,flop', { flip: { flip: 'hv' } }],
    ['flip', { flip: { flip: 'v' } }],
    ['sharpen', { sharpen: { sharpen: 1 } }],
    ['median_5', { median: { median: '5' } }],
    ['blur_5', { blur: { blur: 10 } }],
    ['gamma_2.2', { resize: { profile: 'fine' } }],
    [
      'negate,normalize,grayscale',
      { negate: { negate: true }, normalise: { normalise: true }, grayscale: { grayscale: 1 } },
    ],
    ['modulate_1.5_0.5_-30', { modulate: { brightness: 1.5, saturation: 0.5, hue: 330 } }],
    ['tint_ff0000', { tint: { tint: red } }],
    ['flatten', { background: { background: black } }],
    ['autoorient,unheard_of', {}],
  ])('are read: %s', (modifiers, stage) => {
    expect(stageIn(modifiers)).toEqual(stage);
    tally.agreed += 1;
  });

  it('show one frame unless they ask for more', () => {
    expect(ipx.read('_/a.gif')?.stages[0]).toEqual({ encode: { anim: false } });
    for (const modifiers of ['a', 'animated,f_webp']) {
      expect(ipx.read(`${modifiers}/a.gif`)?.stages[0]?.encode?.anim).toBeUndefined();
    }
  });

  it.each([
    ['w_0', 'bad-option'],
    ['s_300x', 'bad-option'],
    ['s_0x200', 'bad-option'],
    ['fit_crop', 'bad-option'],
    ['q_0', 'bad-option'],
    ['crop_1_2_3', 'bad-option'],
    ['crop_0_0_0.5_0.5', 'bad-option'],
    ['extend_a', 'bad-option'],
    ['blur_0', 'bad-option'],
    ['rotate_full', 'bad-option'],
    ['modulate_-1', 'bad-option'],
    ['f_tiff', 'not-supported'],
    ['threshold_128', 'not-supported'],
    ['extend_1_1_1_1_mirror', 'not-supported'],
  ])('are refused: %s', (modifiers, code) => {
    expect(failureFrom(() => ipx.read(`${modifiers}/a.jpg`)).code).toBe(code);
    tally.refused += 1;
  });

  it('are strict where they are told to be', () => {
    const strict = dialectOf('ipx', { ...map, IMG_UNKNOWN_OPTIONS: 'refuse' });
    expect(failureFrom(() => strict.read('unheard_of/a.jpg')).detail.segment).toBe('unheard_of');
  });
});

describe('the dialect of IPX', () => {
  it('finds its source behind the modifiers', () => {
    expect(ipx.read('_/a/b%20c.jpg?v=1')?.source).toBe('a/b c.jpg');
    expect(ipx.read('_/https://images.example/a.jpg')?.source).toBe('a.jpg');
    expect(ipx.read('_/https:/elsewhere.example/a.jpg?v=1')?.source).toBe('https://elsewhere.example/a.jpg?v=1');
    expect(failureFrom(() => ipx.read('a.jpg')).code).toBe('bad-target');
    tally.agreed += 3;
    tally.refused += 1;
  });

  const same = undefined;
  itKeepsTheLaw(
    ipx,
    {
      ...{ 'resize.width': same, 'resize.height': same, 'resize.fit': same, 'resize.bound-box': same },
      ...{ 'resize.gravity': fc.constantFrom('entropy', 'attention', { x: 1, y: 0 }), 'resize.kernel': same },
      ...{ 'encode.quality': fc.integer({ min: 1, max: 100 }), 'encode.format': same, 'encode.anim': same },
      ...{ 'background.background': same, 'rotate.rotate': same, 'flip.flip': same, 'sharpen.sharpen': same },
      ...{ 'median.median': same, 'blur.blur': same, 'negate.negate': same, 'grayscale.grayscale': same },
      ...{ 'tint.tint': same, 'crop.crop': same, 'pad.pad': same, 'trim.trim': same, 'modulate.hue': same },
      ...{ 'modulate.brightness': same, 'resize.profile': same },
    },
    ['background.background'],
  );
});
