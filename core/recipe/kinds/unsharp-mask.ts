// Option kind: an unsharp mask, `amount;radius;threshold`, the last or the last two left out.
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

export interface UnsharpMask {
  readonly amount: number;
  /** Sigma of the Gaussian, in pixels. */
  readonly radius: number;
  /** Of lightness, 0 to 100. */
  readonly threshold: number;
}

const absent = { radius: 1, threshold: 0 };

export function unsharpMask(about: About<UnsharpMask>): Option<UnsharpMask> {
  return {
    aliases: [],
    ...about,
    expected: 'amount;radius;threshold: numbers from 0 to 10, 0.3 to 10 and 0 to 100, from the right as few as wanted',
    check: isMask,
    read(text) {
      const numbers = text.split(';', 4).map(readDecimal);
      const [amount, radius, threshold] = numbers;
      const mask = {
        amount,
        radius: numbers.length > 1 ? radius : absent.radius,
        threshold: numbers.length > 2 ? threshold : absent.threshold,
      };
      return numbers.length <= 3 && isMask(mask) ? mask : undefined;
    },
    write({ amount, radius, threshold }) {
      const parts = [amount, radius, threshold].map(writeDecimal);
      if (parts[2] === '0') parts.pop();
      if (parts.length === 2 && parts[1] === '1') parts.pop();
      return parts.join(';');
    },
  };
}

function isMask(value: unknown): value is UnsharpMask {
  const { amount, radius, threshold } = (value ?? {}) as Partial<UnsharpMask>;
  return isWithin(amount, 0, 10) && isWithin(radius, 0.3, 10) && isWithin(threshold, 0, 100);
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}
