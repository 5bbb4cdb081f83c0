import { expect, it } from 'vitest';
import { chooseInputs } from '../../../adapters/node/choose-inputs.ts';
import type { Settings } from '../../../core/index.ts';

function chosen(inputs: Settings['inputs'], inputsInSpite: Settings['inputs'] = []) {
  const told: unknown[] = [];
  const outcome = chooseInputs({ inputs, inputsInSpite }, { heif: '1.23.5', webp: '1.6.0' }, (event, fields) =>
    told.push({ event, ...fields }),
  );
  return { ...outcome, told };
}

it('a format whose decoder has a known weakness is switched off, with a warning for people and the advisories in the log', () => {
  const { inputs, warnings, told } = chosen(['jpg', 'webp', 'avif']);
  expect(inputs).toEqual(['jpg', 'webp']);
  expect(warnings).toEqual(['avif is not decoded, because its decoder has a known weakness.']);
  expect(told).toMatchObject([{ event: 'input.weakness', format: 'avif', decoded: false }]);
  expect(JSON.stringify(told)).toContain('"version":"1.23.5"');
});

it('a format that nobody asked for is not spoken of', () => {
  expect(chosen(['jpg'])).toEqual({ inputs: ['jpg'], warnings: [], told: [] });
});

it('in spite of it, it is decoded where a setting says so, and the log still has it', () => {
  const { inputs, warnings, told } = chosen(['jpg', 'avif'], ['avif']);
  expect(inputs).toEqual(['jpg', 'avif']);
  expect(warnings).toEqual([]);
  expect(told).toMatchObject([{ decoded: true }]);
});
