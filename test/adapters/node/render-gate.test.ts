import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { machineMemory, renderMemory, spareRenderers } from '../../../adapters/node/render-gate.ts';

const mebibyte = 1024 ** 2;

test('a machine offers its memory or what its container may use, never more than it has', () => {
  expect(machineMemory()).toBeGreaterThan(0);
  expect(machineMemory()).toBeLessThanOrEqual(totalmem());
});

test('renders get a part of what mVol, the server and the processes leave', () => {
  const budget = renderMemory(4096 * mebibyte, 128 * mebibyte, 2);
  expect(budget).toBeLessThan((4096 - 128) * mebibyte);
  expect(budget).toBeGreaterThan(1024 * mebibyte);
  expect(renderMemory(4096 * mebibyte, 1024 * mebibyte, 2)).toBeLessThan(budget);
  expect(renderMemory(4096 * mebibyte, 128 * mebibyte, 8)).toBeLessThan(budget);
});

test('cheap work has processes of its own: all its slots on small machines, half of them on large ones', () => {
  expect([0, 1, 2, 3, 4, 8, 16].map(spareRenderers)).toEqual([1, 1, 2, 2, 2, 4, 8]);
});

test('a machine that is too small still renders ordinary photographs', () => {
  expect(renderMemory(256 * mebibyte, 128 * mebibyte, 2)).toBe(192 * mebibyte);
});
