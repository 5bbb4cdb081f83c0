// Operations that end in raw pixels: what comes before them can be shared by several results.

/**
 * Both sides divided by `by` and rounded down, but at least 1. Only the first of a list. Decoders can do it for less than
 * a resize costs; by which filter is theirs to choose, but the same source always gives the same pixels. 1 only decodes.
 * What comes out still lies as the source does.
 */
export interface ShrinkOp {
  readonly op: 'shrink';
  readonly by: 1 | 2 | 4 | 8;
}

/** Changes nothing, but what comes before it is carried out into 8-bit pixels first. */
export interface HoldOp {
  readonly op: 'hold';
}
