// Where an image lies: its SHA-256 is its address and its file name, two levels of 256 directories keep each small.
// No extension: equal bytes have one address, whatever they were taken for.
import { join } from 'node:path';

const pattern = /^[0-9a-f]{64}$/;

/** Whatever does not look exactly like an address of ours never becomes a path. */
export function isAddress(text: string): boolean {
  return pattern.test(text);
}

export interface Place {
  readonly path: string;
  /** The directories above it, outermost first. */
  readonly directories: readonly [outer: string, inner: string];
}

export function placeOf(root: string, address: string): Place {
  const outer = join(root, address.slice(0, 2));
  const inner = join(outer, address.slice(2, 4));
  return { path: join(inner, address), directories: [outer, inner] };
}
