// Operation: telling a foreground from its background.

/** Make every pixel clear that is not of the foreground. What that is, a model of the engine's decides. */
export interface SegmentOp {
  readonly op: 'segment';
}
