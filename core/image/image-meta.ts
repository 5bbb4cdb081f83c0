// What is known of a stored image: ImageMeta in full (pDatabase), ImageRecord in brief (mDatabase).
import type { Shape } from './shape.ts';
import type { UserMeta } from './user-meta.ts';

/** Where the bytes live. */
export const addrTypes = { pVol: 0, eVol: 1, mVol: 2 } as const;
export type AddrType = (typeof addrTypes)[keyof typeof addrTypes];

/**
 * What planning and cache keys need, small enough to be held for every image in RAM
 * (at most 32 bytes encoded). A record says nothing that only pDatabase can know: no name, no full digest.
 */
export interface ImageRecord extends Shape {
  readonly byteLength: number;
  /** First 20 hex characters (80 bits) of the content digest: changes whenever the bytes do. */
  readonly version: string;
  /** Milliseconds since the epoch, whole seconds: when the present bytes were written. */
  readonly writtenAt: number;
  /** Only signed URLs open it. */
  readonly private: boolean;
}

/** Everything that is kept of an image, so that no image file has to be opened to know it. */
export interface ImageMeta extends Shape, UserMeta {
  readonly name: string;
  readonly addrType: AddrType;
  /** Address within the volume; meaningful to that volume only. */
  readonly imgAddr: string;
  readonly byteLength: number;
  /** 1 for a still image. */
  readonly frames: number;
  /** SHA-256 of the bytes, 64 lower-case hex characters. */
  readonly digest: string;
  /** Milliseconds since the epoch: when the name was first stored, and when the present bytes were. */
  readonly createdAt: number;
  readonly writtenAt: number;
  /** When anything of this last changed: `writtenAt`, or later where only the UserMeta did. Grows with each change. */
  readonly changedAt: number;
  /** ThumbHash placeholder (https://evanw.github.io/thumbhash/), base64. */
  readonly thumbhash: string;
  /** `#rrggbb` of the commonest colour; '' where no pixel can be seen, and in rows of earlier releases. */
  readonly dominantColor: string;
}

const versionLength = 20;

export function recordOf(meta: ImageMeta): ImageRecord {
  return {
    ext: meta.ext,
    width: meta.width,
    height: meta.height,
    orientation: meta.orientation,
    animated: meta.animated,
    alpha: meta.alpha,
    progressive: meta.progressive,
    byteLength: meta.byteLength,
    version: meta.digest.slice(0, versionLength),
    writtenAt: Math.floor(meta.writtenAt / 1000) * 1000,
    private: meta.private,
  };
}
