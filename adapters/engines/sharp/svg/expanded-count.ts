// How many elements a drawing has when every reference is drawn out: thirty lines can be a thousand million of them.

export interface Drawn {
  readonly id: string | undefined;
  /** Ids of what is drawn as part of it: `use`, patterns, masks, clips, markers, filters, gradients. */
  readonly references: readonly string[];
  readonly children: Drawn[];
}

// Longer chains of references are taken for too many elements, as following them takes a call each.
const longestChain = 1000;

/** Stops a little above `most`. What refers to itself is counted once more, and not drawn by any reader. */
export function expandedCount(root: Drawn, most: number): number {
  // The document itself is counted too, and taken off at the end.
  const enough = most + 2;
  const byId = new Map<string, Drawn>();
  const counts = new Map<Drawn, number>();
  collect(root, byId);

  const count = (drawn: Drawn, depth: number): number => {
    if (depth > longestChain) return enough;
    const known = counts.get(drawn);
    if (known !== undefined) return known;
    // Seen again before it is done: it refers to itself.
    counts.set(drawn, 1);
    let sum = 1;
    for (const child of drawn.children) sum = Math.min(enough, sum + count(child, depth + 1));
    for (const id of drawn.references) {
      const target = byId.get(id);
      if (target !== undefined) sum = Math.min(enough, sum + count(target, depth + 1));
    }
    counts.set(drawn, sum);
    return sum;
  };
  return count(root, 0) - 1;
}

function collect(root: Drawn, byId: Map<string, Drawn>): void {
  const open = [root];
  for (let drawn = open.pop(); drawn !== undefined; drawn = open.pop()) {
    // The first of an id is the one that is referred to.
    if (drawn.id !== undefined && !byId.has(drawn.id)) byId.set(drawn.id, drawn);
    for (const child of drawn.children.toReversed()) open.push(child);
  }
}
