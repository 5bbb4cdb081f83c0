import { expect, it } from 'vitest';
import { readFunctionSettings } from '../../../adapters/lambda/read-function-settings.ts';

const bucket = { IMG_PVOL: 's3://pictures/house', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' };
const mebibyte = 1024 ** 2;

it('memory is shared out by what the function has', async () => {
  const { mVolBytes, renderBytes = 0, eVolBytes } = await readFunctionSettings(bucket);
  expect(mVolBytes).toBe(128 * mebibyte);
  expect(renderBytes).toBeGreaterThan(300 * mebibyte);
  expect(renderBytes + mVolBytes).toBeLessThan(700 * mebibyte);
  expect(eVolBytes).toBeLessThanOrEqual(1024 * mebibyte);
  const small = await readFunctionSettings({ ...bucket, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' });
  expect(small.mVolBytes).toBe(64 * mebibyte);
});

it('what is said counts before that', async () => {
  const { mVolBytes, refine, host } = await readFunctionSettings({
    ...bucket,
    IMG_MVOL_BYTES: '1MiB',
    IMG_REFINE: 'on',
  });
  expect({ mVolBytes, refine, host }).toEqual({ mVolBytes: mebibyte, refine: 'on', host: '' });
});

it.each([
  [{ IMG_PVOL: 'file' }, /IMG_PVOL to name a bucket .* it is file\.$/],
  [{ IMG_RENDERERS: '2' }, /IMG_RENDERERS to be 0: .* it is 2\.$/],
  [{ IMG_RENDERERS: 'cores' }, /IMG_RENDERERS to be 0/],
  [{ IMG_METRICS: 'open' }, /IMG_METRICS to be off/],
  [{ IMG_NONSENSE: '1' }, /IMG_NONSENSE/],
])('%o is refused in one sentence', async (more, sentence) => {
  await expect(readFunctionSettings({ ...bucket, ...more })).rejects.toThrow(sentence);
});
