// Raw pixels as engines work on them, and what may be done to them without a library.

/** 8-bit sRGB, one band to four (grey or RGB, each with alpha or without), rows without padding. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  /** Of all frames together. */
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** With alpha, opaque where there was none. */
export function withAlpha(pixels: Pixels): Pixels {
  const { data, channels } = pixels;
  if (channels % 2 === 0) return pixels;
  const wider = new Uint8Array((data.length / channels) * (channels + 1)).fill(255);
  for (let from = 0, to = 0; from < data.length; from += channels, to += channels + 1) {
    for (let band = 0; band < channels; band += 1) wider[to + band] = data[from + band] as number;
  }
  return { ...pixels, data: wider, channels: (channels + 1) as 2 | 4 };
}
