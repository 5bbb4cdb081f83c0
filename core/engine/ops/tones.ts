// Operations that give a pixel another colour, whatever its neighbours are. Alpha stays as it is.

/** Factors; 1 changes nothing. */
export interface ModulateOp {
  readonly op: 'modulate';
  readonly brightness: number;
  readonly saturation: number;
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
