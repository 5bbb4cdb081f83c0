// Option kind: what part of a picture matters when some of it has to go.
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

/** A point as fractions of width and height, from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const found = ['attention', 'entropy', 'face'] as const;

/** A fixed point, or what an engine finds: the most eye-catching part, the one with the most detail, the faces. */
export type Gravity = Point | (typeof found)[number];

export const centre: Point = { x: 0.5, y: 0.5 };

const named: Readonly<Record<string, Point>> = {
  center: centre,
  left: { x: 0, y: 0.5 },
  right: { x: 1, y: 0.5 },
  top: { x: 0.5, y: 0 },
  bottom: { x: 0.5, y: 1 },
  'top-left': { x: 0, y: 0 },
  'top-right': { x: 1, y: 0 },
  'bottom-left': { x: 0, y: 1 },
  'bottom-right': { x: 1, y: 1 },
};

export function gravity(about: About<Gravity>): Option<Gravity> {
  return {
    aliases: [],
    ...about,
    expected: `one of ${Object.keys(named).join(', ')}, a point like 0.3x0.7, attention (or auto), entropy, face`,
    check: (value) => isFound(value) || isPoint(value),
    read(text) {
      if (text === 'auto') return 'attention';
      if (isFound(text)) return text;
      return Object.hasOwn(named, text) ? named[text] : readPoint(text);
    },
    write(value) {
      if (typeof value === 'string') return value;
      const point = `${writeDecimal(value.x)}x${writeDecimal(value.y)}`;
      return Object.keys(named).find((name) => `${named[name]?.x}x${named[name]?.y}` === point) ?? point;
    },
  };
}

/** A fixed point only. */
export function point(about: About<Point>): Option<Point> {
  const { write } = gravity({ summary: about.summary });
  return {
    aliases: [],
    ...about,
    write,
    expected: `one of ${Object.keys(named).join(', ')}, or a point like 0.3x0.7`,
    check: isPoint,
    read: (text) => (Object.hasOwn(named, text) ? named[text] : readPoint(text)),
  };
}

function isFound(value: unknown): value is (typeof found)[number] {
  return found.includes(value as (typeof found)[number]);
}

function readPoint(text: string): Point | undefined {
  const [x, y, ...more] = text.split('x', 3).map(readDecimal);
  const point = { x, y };
  return more.length === 0 && isPoint(point) ? point : undefined;
}

function isPoint(value: unknown): value is Point {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y } = value as Partial<Point>;
  return [x, y].every((fraction) => typeof fraction === 'number' && fraction >= 0 && fraction <= 1);
}
