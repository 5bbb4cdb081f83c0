// Operations that give a pixel another colour, whatever its neighbours are. Alpha stays as it is.

/** Factors; 1 changes nothing. */
export interface ModulateOp {
  readonly op: 'modulate';
  readonly brightness: number;
  readonly saturation: number;
  /** Degrees by which the hue turns in CIE LCh, 1 to 359; absent for none. */
  readonly hue?: number;
}

/** Spread values around mid-grey by `factor`; 1 changes nothing. */
export interface ContrastOp {
  readonly op: 'contrast';
  readonly factor: number;
}

/** Raise mid-tones: out = in^(1/gamma) on 0…1 values; 1 changes nothing, above 1 brightens. */
export interface GammaOp {
  readonly op: 'gamma';
  readonly gamma: number;
}

/** Mix the bands: out = rows × (r, g, b), row by row, on values as they are encoded. */
export interface MatrixOp {
  readonly op: 'matrix';
  readonly rows: readonly [Triple, Triple, Triple];
}

/** A line for each of red, green and blue: out = factor × in + offset, in 0…255 values. */
export interface LinearOp {
  readonly op: 'linear';
  readonly factors: Triple;
  readonly offsets: Triple;
}

/** Give every pixel the hue of a colour and keep its lightness (CIE L*); its chroma fades toward black and white. */
export interface TintOp {
  readonly op: 'tint';
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/**
 * Stretch the values so that of all frames together, clear pixels aside, `lower` and `upper` percent of the luma
 * (ITU-R BT.709) come to lie at 0 and 255. All three colours get the same line, so hues stay.
 */
export interface NormaliseOp {
  readonly op: 'normalise';
  readonly lower: number;
  readonly upper: number;
}

/** Red, green, blue. */
export type Triple = readonly [number, number, number];
