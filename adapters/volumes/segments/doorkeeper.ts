// Lets a key in the second time it is offered: most results are asked for once, and would only push others out.
// One slot a hash, the later of two keys that share one wins, so it never grows and old keys are forgotten by themselves.

const slots = 65_536;

/** True when the hash was offered before and has not been forgotten. */
export type Doorkeeper = (hash: number) => boolean;

export function createDoorkeeper(): Doorkeeper {
  const offered = new Uint32Array(slots);
  return (hash) => {
    const slot = hash % slots;
    const isKnown = offered[slot] === hash;
    offered[slot] = hash;
    return isKnown;
  };
}
