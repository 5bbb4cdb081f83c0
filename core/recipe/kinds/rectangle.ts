// Option kind: a rectangle `left;top;width;height`, in whole pixels or in fractions of the picture.
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

/** Whole pixels; or fractions, where at least one of the four is between 0 and 1. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function rectangle(about: About<Rectangle>): Option<Rectangle> {
  return {
    aliases: [],
    ...about,
    expected: 'left;top;width;height in whole pixels or in fractions from 0 to 1, width and height not 0',
    check: isRectangle,
    read: readRectangle,
    write: writeRectangle,
  };
}

export function readRectangle(text: string): Rectangle | undefined {
  const numbers = text.split(';', 5).map((part) => (/^\d{7,9}$/.test(part) ? Number(part) : readDecimal(part)));
  const [left, top, width, height] = numbers;
  const value = { left, top, width, height };
  return numbers.length === 4 && isRectangle(value) ? value : undefined;
}

export function writeRectangle({ left, top, width, height }: Rectangle): string {
  return [left, top, width, height].map(writeDecimal).join(';');
}

export function isFractional({ left, top, width, height }: Rectangle): boolean {
  return [left, top, width, height].some((number) => !Number.isInteger(number));
}

export function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { left, top, width, height } = value as Partial<Rectangle>;
  const numbers = [left, top, width, height];
  const isWithin = (most: number) => (number: unknown) => typeof number === 'number' && number >= 0 && number <= most;
  const isSize = Number(width) >= 0.0001 && Number(height) >= 0.0001;
  return isSize && numbers.every(numbers.every(Number.isInteger) ? isWithin(999_999_999) : isWithin(1));
}
