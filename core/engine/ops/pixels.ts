// Operation: what a third-party module does to raw pixels by itself.

export interface PixelsOp {
  readonly op: 'pixels';
  /** Which module, and which state of its code: the result key names bytes by them. */
  readonly module: string;
  readonly version: string;
  /** Its options, as in the configuration it was planned with. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Size of what it makes, of one frame. */
  readonly width: number;
  readonly height: number;
}
