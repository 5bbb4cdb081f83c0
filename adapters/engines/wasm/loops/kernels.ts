// Resampling kernels: how much a pixel at this distance counts, and how far they reach.
// Catmull and Rom 1974; Mitchell and Netravali 1988; Duchon 1979; Costella, https://johncostella.com/magic/ (mks).
import type { OpOf } from '../../../../core/index.ts';

export interface Weigh {
  readonly reach: number;
  /** Of a distance that is not negative and below the reach. */
  at(distance: number): number;
}

export const weighers: {
  readonly [Name in Exclude<NonNullable<OpOf<'resize'>['kernel']>, 'nearest'> | 'lanczos3']: Weigh;
} = {
  linear: { reach: 1, at: (x) => 1 - x },
  cubic: bicubic(0, 0.5),
  mitchell: bicubic(1 / 3, 1 / 3),
  lanczos2: lanczos(2),
  lanczos3: lanczos(3),
  mks2013: {
    reach: 2.5,
    at: (x) => (x < 0.5 ? 17 / 16 - (7 / 4) * x ** 2 : x < 1.5 ? (4 * x ** 2 - 11 * x + 7) / 4 : -((x - 2.5) ** 2) / 8),
  },
  mks2021: {
    reach: 4.5,
    at(x) {
      if (x < 0.5) return 577 / 576 - (239 / 144) * x ** 2;
      if (x < 1.5) return (140 * x ** 2 - 379 * x + 239) / 144;
      if (x < 2.5) return -(24 * x ** 2 - 113 * x + 130) / 144;
      if (x < 3.5) return (4 * x ** 2 - 27 * x + 45) / 144;
      return -((2 * x - 9) ** 2) / 1152;
    },
  },
};

function bicubic(b: number, c: number): Weigh {
  return {
    reach: 2,
    at: (x) =>
      x < 1
        ? ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + 6 - 2 * b) / 6
        : ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6,
  };
}

function lanczos(reach: number): Weigh {
  const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  return { reach, at: (x) => sinc(x) * sinc(x / reach) };
}
