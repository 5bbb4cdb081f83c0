// What one request may cost at most.
import * as v from 'valibot';
import { defaultLimits } from '../limits.ts';
import { bytes, integer, setting, sizeOf } from './kinds.ts';

const limit = (name: string, key: keyof typeof defaultLimits, meaning: string, min: number, max: number) =>
  setting(name, String(defaultLimits[key]), meaning, `an integer from ${min} to ${max}`, integer(min, max));

const thousandMillion = 1_000_000_000;

export const limitSettings = {
  uploadBytes: setting('IMG_LIMIT_UPLOAD_BYTES', '100MiB', 'largest original', sizeOf, v.pipe(bytes, v.minValue(1))),
  sourcePixels: limit(
    'IMG_LIMIT_SOURCE_PIXELS',
    'sourcePixels',
    'most pixels of an original, all frames together',
    1,
    thousandMillion,
  ),
  sourceFrames: limit('IMG_LIMIT_SOURCE_FRAMES', 'sourceFrames', 'most frames of an original', 1, 100_000),
  avifPixels: limit('IMG_LIMIT_AVIF_PIXELS', 'avifPixels', 'most pixels of an original in AVIF', 1, thousandMillion),
  svgBytes: setting('IMG_LIMIT_SVG_BYTES', '256KiB', 'largest SVG', sizeOf, v.pipe(bytes, v.minValue(1))),
  svgPixels: limit('IMG_LIMIT_SVG_PIXELS', 'svgPixels', 'most pixels of an SVG as drawn', 1, thousandMillion),
  svgElements: limit(
    'IMG_LIMIT_SVG_ELEMENTS',
    'svgElements',
    'most elements of an SVG, each counted as often as references repeat it',
    1,
    500_000,
  ),
  outputSide: limit('IMG_LIMIT_OUTPUT_SIDE', 'outputSide', 'longest side of a result, in pixels', 1, 65_535),
  outputPixels: limit('IMG_LIMIT_OUTPUT_PIXELS', 'outputPixels', 'most pixels of a result', 1, thousandMillion),
  animationPixels: limit(
    'IMG_LIMIT_ANIMATION_PIXELS',
    'animationPixels',
    'most pixels of an animated result, all frames together',
    1,
    thousandMillion,
  ),
  renderMillis: limit(
    'IMG_LIMIT_RENDER_MILLIS',
    'renderMillis',
    'milliseconds one render may take, waiting included',
    100,
    600_000,
  ),
  sourceBytes: setting(
    'IMG_LIMIT_SOURCE_BYTES',
    '20MiB',
    'largest image that is fetched from one of IMG_SOURCES for a transformation; an import may be as large as an upload',
    sizeOf,
    v.pipe(bytes, v.minValue(1)),
  ),
  sourceMillis: limit(
    'IMG_LIMIT_SOURCE_MILLIS',
    'sourceMillis',
    'milliseconds that fetching an image from one of IMG_SOURCES may take',
    100,
    600_000,
  ),
} as const;
