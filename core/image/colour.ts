// A colour as the engine takes it.

export interface Colour {
  /** 0 to 255. */
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** 0 (transparent) to 1 (opaque). */
  readonly alpha: number;
}

export const white: Colour = { r: 255, g: 255, b: 255, alpha: 1 };
export const black: Colour = { r: 0, g: 0, b: 0, alpha: 1 };
export const clear: Colour = { r: 0, g: 0, b: 0, alpha: 0 };
