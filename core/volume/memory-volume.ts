// mVol: finished results in RAM, bounded in bytes, evicted by SIEVE (Zhang et al., NSDI'24).
// Synchronous, so that a hit costs one look into a Map; it must never hold more than its capacity.
import type { Entry, EphemeralVolume } from './ephemeral-volume.ts';

// What an entry costs besides its bytes and its key: objects, three table slots, a buffer's header.
// Measured on V8: 0.45 to 0.75 KB of live heap, 1.1 to 1.3 KB of resident memory at 4 to 8 entries a group.
const overheadBytes = 1024;

// One entry may take an eighth at most: a few huge results would otherwise empty the volume of everything else.
const largestShare = 1 / 8;

export interface MemoryVolume extends EphemeralVolume {
  offer(entry: Entry): boolean;
  read(key: string): Entry | undefined;
  remove(key: string): boolean;
  removeGroups(groups: readonly string[]): number;
}

interface Node {
  readonly entry: Entry;
  readonly costBytes: number;
  /** Read since it came or since the hand last passed. */
  visited: boolean;
  newer: Node | undefined;
  older: Node | undefined;
}

export function createMemoryVolume({ capacityBytes }: { readonly capacityBytes: number }): MemoryVolume {
  const nodes = new Map<string, Node>();
  const groups = new Map<string, Set<Node>>();
  let newest: Node | undefined;
  let oldest: Node | undefined;
  let hand: Node | undefined;
  let usedBytes = 0;
  let evictions = 0;

  return {
    capacityBytes,
    used: () => usedBytes,
    evictions: () => evictions,

    offer(entry) {
      // Also where the new one is declined: what was there is not what the key stands for any more.
      remove(entry.key);
      const costBytes = entry.bytes.byteLength + entry.key.length + overheadBytes;
      if (costBytes > capacityBytes * largestShare) return false;
      while (usedBytes + costBytes > capacityBytes) evict();
      insert({ entry: compact(entry), costBytes, visited: false, newer: undefined, older: newest });
      return true;
    },

    read(key) {
      const node = nodes.get(key);
      if (node === undefined) return undefined;
      node.visited = true;
      return node.entry;
    },

    has: (key) => nodes.has(key),

    remove,

    removeGroups(named) {
      const members = [...new Set(named)].flatMap((group) => [...(groups.get(group) ?? [])]);
      members.forEach(drop);
      return members.length;
    },
  };

  function remove(key: string): boolean {
    const node = nodes.get(key);
    if (node === undefined) return false;
    drop(node);
    return true;
  }

  // The hand walks from old to new and wraps; it spares what was read, once for each time it passes.
  function evict(): void {
    let node = hand ?? oldest;
    while (node?.visited) {
      node.visited = false;
      node = node.newer ?? oldest;
    }
    if (node === undefined) return;
    hand = node;
    evictions += 1;
    drop(node);
  }

  function insert(node: Node): void {
    if (newest === undefined) oldest = node;
    else newest.newer = node;
    newest = node;
    nodes.set(node.entry.key, node);
    const members = groups.get(node.entry.group);
    if (members === undefined) groups.set(node.entry.group, new Set([node]));
    else members.add(node);
    usedBytes += node.costBytes;
  }

  function drop(node: Node): void {
    if (hand === node) hand = node.newer;
    if (node.newer === undefined) newest = node.older;
    else node.newer.older = node.older;
    if (node.older === undefined) oldest = node.newer;
    else node.older.newer = node.newer;
    nodes.delete(node.entry.key);
    const members = groups.get(node.entry.group);
    members?.delete(node);
    if (members?.size === 0) groups.delete(node.entry.group);
    usedBytes -= node.costBytes;
  }
}

// A view keeps the whole buffer behind it alive, of which only the view's part is counted.
function compact({ key, group, ext, bytes }: Entry): Entry {
  const whole = bytes.byteLength === bytes.buffer.byteLength;
  return { key, group, ext, bytes: whole ? bytes : new Uint8Array(bytes) };
}
