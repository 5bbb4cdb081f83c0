// Signs a delivery target for who holds the first key: behind POST /api/sign and `imageserver sign`.
// A target that would be refused anyway is not signed, so that a mistake shows where it is made.
import type { Dialect } from '../dialect/dialect.ts';
import type { Mounted } from '../dialect/mount.ts';
import { createSignUrl } from '../dialect/signature.ts';
import { Failure } from '../failure.ts';
import type { DeliveryRules } from '../policy/delivery.ts';
import { defaultLimits } from '../policy/limits.ts';
import { createReadForeign } from './places.ts';
import { readName } from './read-name.ts';
import { parseTarget } from './target.ts';

// Of `?exp=`, twelve digits, `&s=`, kid, dot and MAC: what is signed has to fit into a request.
const longestSignature = 96;

export interface SignedTarget {
  /** Path and query, to be put behind the server's public origin as it is. */
  readonly target: string;
  /** RFC 3339; absent where it does not expire. */
  readonly expiresAt?: string;
}

/**
 * `expiresIn` is in whole seconds. Fails with `not-found` where there is no key, and as targets do: `bad-target`,
 * `bad-option`, `bad-name`, `target-too-long`.
 */
export type SignTarget = (target: string, expiresIn?: number) => Promise<SignedTarget>;

export interface SignTargetParts {
  readonly dialect: Dialect;
  readonly mounted?: readonly Mounted[];
  readonly delivery: Pick<DeliveryRules, 'keys' | 'clock'>;
}

export function createSignTarget({ dialect, mounted = [], delivery: { keys, clock } }: SignTargetParts): SignTarget {
  const [first] = keys;
  const signers = first && { native: createSignUrl(first), foreign: createSignUrl(first, true) };
  const readForeign = createReadForeign(mounted);
  return async (text, expiresIn) => {
    if (signers === undefined) throw new Failure('not-found', 'There is no key to sign with: set IMG_KEYS.');
    const target = parseTarget(text, defaultLimits.targetBytes - longestSignature);
    const { raw, room, rest } = target;
    const native = room === 'img' || room === 'original';
    if (room === 'img') dialect.read(rest);
    else if (room === 'original') readName(rest);
    else if (readForeign(target) === undefined) {
      const expected = 'a target under /img/, /original/ or /download/, or of a dialect that is mounted';
      throw new Failure('bad-target', `Expected ${expected}.`, { subject: 'target' });
    }
    const signUrl = native ? signers.native : signers.foreign;
    if (expiresIn === undefined) return { target: await signUrl(raw) };
    const seconds = Math.floor(clock() / 1000) + expiresIn;
    return { target: await signUrl(raw, seconds), expiresAt: new Date(seconds * 1000).toISOString() };
  };
}
