// What one request may cost at most. Values are settings; these are their names and units.

export interface Limits {
  /** Bytes of one upload. */
  readonly uploadBytes: number;
  /** Pixels of a source, all frames of an animation added up. */
  readonly sourcePixels: number;
  readonly sourceFrames: number;
  /** Pixels of an AVIF: its decoder takes seventeen bytes a pixel, others six at most. */
  readonly avifPixels: number;
  /** Bytes of an SVG, pixels of it as drawn, and elements, each counted as often as references repeat it. */
  readonly svgBytes: number;
  readonly svgPixels: number;
  readonly svgElements: number;
  /** Longest side of a result, in pixels. */
  readonly outputSide: number;
  /** Pixels of one frame of a result. */
  readonly outputPixels: number;
  /** Pixels of all frames of an animated result together, on the way to it too. */
  readonly animationPixels: number;
  /** Bytes of a request target. */
  readonly targetBytes: number;
  /** Milliseconds one render may take, waiting included. */
  readonly renderMillis: number;
  /** Bytes of a source that is fetched for a transformation. */
  readonly sourceBytes: number;
  /** Milliseconds for fetching one source, from the first look-up to the last byte. */
  readonly sourceMillis: number;
}

export const defaultLimits: Limits = {
  uploadBytes: 100 * 1024 * 1024,
  sourcePixels: 50_000_000,
  sourceFrames: 256,
  avifPixels: 16_000_000,
  svgBytes: 256 * 1024,
  svgPixels: 16_000_000,
  svgElements: 20_000,
  outputSide: 8192,
  outputPixels: 50_000_000,
  animationPixels: 50_000_000,
  targetBytes: 8192,
  renderMillis: 20_000,
  sourceBytes: 20 * 1024 * 1024,
  sourceMillis: 15_000,
};
