// Groups whose removal waits for its turn: what was offered before it is not wanted any more.

export interface DoomedGroups {
  has(group: string): boolean;
  /** Until the function that it answers is called. */
  add(groups: readonly string[]): () => void;
}

export function createDoomedGroups(): DoomedGroups {
  const removals = new Map<string, number>();
  const change = (group: string, by: 1 | -1): void => {
    const count = (removals.get(group) ?? 0) + by;
    if (count === 0) removals.delete(group);
    else removals.set(group, count);
  };
  return {
    has: (group) => removals.has(group),
    add(groups) {
      for (const group of groups) change(group, 1);
      return () => {
        for (const group of groups) change(group, -1);
      };
    },
  };
}
