import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import type { Option } from '../../../core/recipe/option.ts';
import { valuesOf } from '../../support/recipe-arbitrary.ts';

const options = builtinModules.flatMap((module) => Object.entries(module.options)) as [string, Option<unknown>][];

const accepted: readonly (readonly [option: string, text: string, value: unknown])[] = [
  ['width', '1', 1],
  ['width', '0640', 640],
  ['dpr', '1.5', 1.5],
  ['dpr', '.5', 0.5],
  ['dpr', '2.0000', 2],
  ['gravity', 'auto', 'attention'],
  ['gravity', 'top-left', { x: 0, y: 0 }],
  ['gravity', '0.3x0.7', { x: 0.3, y: 0.7 }],
  ['gravity', '1x0', { x: 1, y: 0 }],
  ['format', 'jpeg', 'jpg'],
  ['crop', '0;10;20;30', { left: 0, top: 10, width: 20, height: 30 }],
  ['anim', 'false', false],
  ['text', 'a=b', 'a=b'],
  ['text', 'b64:MSwy', '1,2'],
  ['watermark', 'brand/logo', 'brand/logo'],
  ['watermark', 'b64:YSxi', 'a,b'],
  ['wm.gravity', 'top', { x: 0.5, y: 0 }],
  ['sepia', 'true', 1],
  ['sepia', 'false', 0],
  ['sepia', '.25', 0.25],
  ['unsharp', '2', { amount: 2, radius: 1, threshold: 0 }],
  ['unsharp', '2;0.5', { amount: 2, radius: 0.5, threshold: 0 }],
  ['unsharp', '2;1;3', { amount: 2, radius: 1, threshold: 3 }],
  ['duotone', 'f00;blue', { dark: { r: 255, g: 0, b: 0, alpha: 1 }, light: { r: 0, g: 0, b: 255, alpha: 1 } }],
  ['background', '%23fff'.replace('%23', '#'), { r: 255, g: 255, b: 255, alpha: 1 }],
];

const refused: readonly (readonly [option: string, texts: readonly string[]])[] = [
  [
    'width',
    [
      '',
      '0',
      '-1',
      '+1',
      '1.5',
      '1e3',
      '65536',
      '99999999999999999999',
      ' 1',
      '1 ',
      '٣',
      '0x10',
      'auto;',
      'auto;0',
      'auto 1',
      'AUTO',
    ],
  ],
  ['dpr', ['', '.', '1.', '0.05', '10.1', '1.23456', '1e0', 'NaN', 'Infinity', '-1', '1,5']],
  [
    'gravity',
    ['', 'x', '0.3', '0.3x', 'x0.3', '1.1x0', '0x0x0', '-0.1x0', 'faces', 'Center', 'constructor', '__proto__'],
  ],
  ['format', ['', 'JPG', 'heic', 'tiff', 'svg', 'toString']],
  ['fit', ['', 'fill', 'Cover']],
  [
    'crop',
    [
      '',
      '1;2;3',
      '1;2;3;4;5',
      '1;2;0;4',
      '1;2;3;0',
      '-1;2;3;4',
      '1;2;3;4.5',
      '0.5;0;2;1',
      '0.5;0;0;1',
      '16:',
      '0:9',
      '1:2:3',
      '1,2,3,4',
      '1;2;3;9999999999',
    ],
  ],
  ['anim', ['', '1', '0', 'TRUE', 'yes']],
  ['flip', ['', 'vh', 'H']],
  ['text', ['', ' ', 'a\nb', 'a\u2028b', '\ud800', '\u200b', 'b64:$', 'b64:', 'b64:gA', 'b64:MQo', 'x'.repeat(201)]],
  ['watermark', ['', '/', '..', 'a//b', 'a\\b', 'a%b', 'b64:', 'b64:Li4', 'e\u0301']],
  ['wm.gravity', ['attention', 'auto', 'entropy', 'face', '2x0']],
  ['sepia', ['', '1.1', '-1', 'yes', 'TRUE']],
  ['unsharp', ['', ';', '1;', '1;0', '11', '1;1;101', '1;1;1;1', 'true']],
  ['duotone', ['', 'red', 'red;', 'red;blue;green', 'red;transparent', 'red;00f8', '1;2']],
  ['median', ['', '1', '4', '17', '3.0']],
  ['hue', ['', '360', '-90', '1.5']],
  ['rotate', ['', '360', '-1', '1.23456', '90deg']],
  ['blur', ['0', '251', '1.5']],
  ['redact', ['', '1;2;3', '0;0;0;5', '1;1;1;1:', Array(33).fill('0;0;1;1').join(':')]],
  ['extend', ['', '16', '16:0', '16/9', '0.00001:1', '10001:1']],
  ['pad', ['', '1;2', '1;2;3', '1;2;3;4;5', '1.5', '65536', '-1']],
  ['border', ['0.5', '1;2;3;0.5']],
  ['kernel', ['', 'box', 'Lanczos3']],
  ['trim', ['', 'Border', '1;2', '1.5']],
  ['frame', ['0', '-1', '65536']],
];

function optionOf(name: string): Option<unknown> {
  const found = options.find(([option]) => option === name);
  if (found === undefined) throw new Error(`There is no option ${name}.`);
  return found[1];
}

describe('an option', () => {
  it.each(accepted)('%s reads %j', (name, text, value) => {
    expect(optionOf(name).read(text)).toEqual(value);
  });

  it.each(refused)('%s refuses what it cannot take', (name, texts) => {
    for (const text of texts) expect(optionOf(name).read(text), text).toBeUndefined();
  });

  it.each(options)('%s writes any of its values without separators and reads that back', (name, option) => {
    fc.assert(
      fc.property(valuesOf(name), (value) => {
        expect(option.check(value)).toBe(true);
        const text = option.write(value);
        expect(text).not.toMatch(/[,~]/);
        expect(option.read(text)).toEqual(value);
      }),
    );
  });

  it.each(options)('%s reads nothing that it would not accept from JSON', (_, option) => {
    const likely = fc.string({ unit: fc.constantFrom(...'0123456789.x;-abcdef', 'true', 'auto', 'h', 'v') });
    fc.assert(
      fc.property(fc.oneof(likely, fc.string()), (text) => {
        const value = option.read(text);
        expect(value === undefined || option.check(value)).toBe(true);
      }),
    );
  });

  it.each(options)('%s refuses foreign values from JSON', (name, option) => {
    // Free text is any text.
    const foreign = ['text', 'watermark', 'download'].includes(name) ? [] : ['nonsense'];
    for (const value of [null, '', ...foreign, -1, 1e9, Number.NaN, [], {}, { left: 0 }, { x: 2, y: 0 }]) {
      expect(option.check(value), JSON.stringify(value)).toBe(false);
    }
  });
});
