// Raw pixels between two passes through sharp.
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { type Reading, translated } from './translate.ts';

export interface Written {
  readonly data: Uint8Array;
  readonly info: OutputInfo;
}

/** Runs a chain of sharp to its end: the only place where native work starts. */
export function run(reading: Reading, signal: AbortSignal, image: () => Sharp): Promise<Written> {
  signal.throwIfAborted();
  return translated(reading, () => image().toBuffer({ resolveWithObject: true }));
}

export async function toPixels(reading: Reading, signal: AbortSignal, image: () => Sharp): Promise<Pixels> {
  const { data, info } = await run(reading, signal, () => image().raw());
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Sharp over pixels; `pageHeight` says that they are frames of this height, one below the other. */
export function fromPixels({ data, width, height, channels }: Pixels, pageHeight?: number): Sharp {
  return sharp(data, {
    raw: { width, height, channels, ...(pageHeight === undefined ? {} : { pageHeight }) },
    // The source was within its limit; what operations made of it is the plan's business.
    limitInputPixels: false,
  });
}

/** The frames of a strip, without copying. */
export function* framesOf(strip: Pixels, pageHeight: number): Generator<Pixels> {
  const frameBytes = strip.width * pageHeight * strip.channels;
  for (let start = 0; start < strip.data.length; start += frameBytes) {
    yield { ...strip, height: pageHeight, data: strip.data.subarray(start, start + frameBytes) };
  }
}

export function joined(frames: readonly Pixels[]): Pixels {
  const [first] = frames as [Pixels];
  return { ...first, height: first.height * frames.length, data: Buffer.concat(frames.map(({ data }) => data)) };
}
