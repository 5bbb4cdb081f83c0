// Which operations share a pass. What they make of pixels is the contract suite's matter; this is about cost:
// a pass more is a copy of all pixels, and a decoder that may not shrink while it reads works four times as long.
import { describe, expect, it } from 'vitest';
import { type Given, planPasses } from '../../../../adapters/engines/sharp/passes.ts';
import type { PixelOp } from '../../../../core/index.ts';

const photo: Given = { width: 400, height: 300, plain: true, alpha: false };
const small: PixelOp = { op: 'resize', width: 40, height: 30 };
const smallTurned: PixelOp = { op: 'resize', width: 30, height: 40 };
const cut: PixelOp = { op: 'extract', left: 5, top: 1, width: 20, height: 20 };
const flat: PixelOp = { op: 'flatten', background: { r: 1, g: 2, b: 3, alpha: 1 } };
const border: PixelOp = {
  op: 'extend',
  top: 1,
  right: 2,
  bottom: 3,
  left: 4,
  background: { r: 0, g: 0, b: 0, alpha: 1 },
};
const blur: PixelOp = { op: 'blur', sigma: 1 };
const sharpen: PixelOp = { op: 'sharpen', sigma: 1 };
const brighten: PixelOp = { op: 'modulate', brightness: 2, saturation: 1 };
const contrast: PixelOp = { op: 'contrast', factor: 2 };
const gamma: PixelOp = { op: 'gamma', gamma: 2 };
const orient: PixelOp = { op: 'orient', orientation: 6 };

const passes = (ops: readonly PixelOp[], given: Partial<Given> = {}): string[] =>
  planPasses(ops, { ...photo, ...given }).passes.map(({ raw, steps }) =>
    [...raw, ...steps].map(({ op }) => op).join(' '),
  );

describe('one pass is enough', () => {
  it.each([
    [[], ''],
    [[small], 'resize'],
    [[orient, smallTurned], 'resize turn'],
    [[orient, smallTurned, cut], 'resize turn extract'],
    [[cut, orient, { op: 'resize', width: 9, height: 9 }], 'extract resize turn'],
    [[orient, cut, { op: 'resize', width: 9, height: 9 }], 'extract resize turn'],
    [[orient, { op: 'rotate', degrees: 90 }, { op: 'flip', horizontal: true, vertical: false }, small], 'resize turn'],
    [[small, blur, brighten, sharpen, contrast], 'resize blur modulate sharpen contrast'],
    [[flat, small, border, blur, sharpen, contrast], 'flatten resize extend blur sharpen contrast'],
    [[orient, { op: 'rotate', degrees: 270 }], ''],
  ] as const)('for %j', (ops, steps) => {
    expect(passes(ops)).toEqual([steps]);
  });
});

describe('another pass begins', () => {
  it.each([
    ['where sharp would run an operation too early', [sharpen, blur], {}, ['sharpen', 'blur']],
    ['where an operation comes a second time', [small, { ...small, width: 9 }], {}, ['resize', 'resize']],
    ['for gamma, which sharp does not do as we need it', [small, gamma, blur], {}, ['resize', 'gamma blur']],
    [
      'for a smart crop, behind its scaling',
      [{ ...small, width: 30, strategy: 'entropy' }],
      {},
      ['resize', 'smart-crop'],
    ],
    ['for a turn in front of an enlargement', [orient, { ...small, width: 600 }], {}, ['turn', 'resize']],
    ['for a border behind a second cut', [small, cut, border], {}, ['resize extract', 'extend']],
    ['before colours where the source is not sRGB', [small, contrast], { plain: false }, ['resize', 'contrast']],
    ['between scaling and brightness of clear pixels', [small, brighten], { alpha: true }, ['resize', 'modulate']],
    ['between brightness and a filter of clear pixels', [brighten, sharpen], { alpha: true }, ['modulate', 'sharpen']],
    [
      'between the first clear border and a filter',
      [{ ...border, background: { r: 0, g: 0, b: 0, alpha: 0 } }, blur],
      {},
      ['extend', 'blur'],
    ],
  ] as const)('%s', (_, ops, given, expected) => {
    expect(passes(ops as readonly PixelOp[], given)).toEqual(expected);
  });
});

it('a smart crop is no crop where the box has the picture’s own proportions', () => {
  expect(passes([{ ...small, strategy: 'attention' }])).toEqual(['resize']);
});

it('the size that is expected follows the list', () => {
  expect(planPasses([orient, cut, border], photo)).toMatchObject({ width: 26, height: 24 });
  expect(planPasses([orient], photo)).toMatchObject({ width: 300, height: 400 });
});

it.each([
  ['segment', { op: 'segment' }],
  ['upscale=generate', { ...small, width: 600, upscale: 'generate' }],
] satisfies [string, PixelOp][])('what needs a model is refused by name: %s', (name, op) => {
  expect(() => passes([op])).toThrow(`Expected no "${name}": sharp cannot do it.`);
});
