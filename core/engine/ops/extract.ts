// Operation: a cut.

/** Keep a rectangle, in pixels of the image as it is at this point of the list. */
export interface ExtractOp {
  readonly op: 'extract';
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
