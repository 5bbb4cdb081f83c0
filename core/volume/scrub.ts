// Walks a persistent volume and looks at every byte of it, at a bounded rate: what a disk has changed on its own is
// found before somebody asks for it. A finding never ends the walk.
import type { CheckState, PersistentVolume, StoredImage } from './persistent-volume.ts';

type Scrubbable = Pick<PersistentVolume, 'list' | 'check'>;

export interface Scrubbed extends StoredImage {
  /** `missing`: removed since the walk came by its name. `unreadable`: nothing could be found out, `error` says why. */
  readonly state: CheckState | 'unreadable';
  readonly error?: unknown;
}

export interface ScrubLimits {
  /** Goes on behind this address; '' or nothing begins at the first. */
  readonly after?: string;
  /** Without it, as fast as the disk gives. */
  readonly bytesPerSecond?: number;
  /** Resolves after so many milliseconds; needed with `bytesPerSecond` only. */
  readonly pause?: (millis: number) => Promise<unknown>;
}

/**
 * Every image with what was found of it, in ascending order of address; addresses are spread evenly, so that
 * `progressOf` an address is how much of the volume is done. Whoever stops asking stops the walk.
 */
export async function* scrub(volume: Scrubbable, limits: ScrubLimits = {}): AsyncGenerator<Scrubbed> {
  const { after = '', bytesPerSecond = Number.POSITIVE_INFINITY, pause = sleep } = limits;
  for await (const image of volume.list(after)) {
    const started = performance.now();
    yield { ...image, ...(await look(volume, image.imgAddr)) };
    const dueMillis = (image.byteLength / bytesPerSecond) * 1000 - (performance.now() - started);
    if (dueMillis > 0) await pause(dueMillis);
  }
}

/** 0 to 1, for addresses that begin with the hexadecimal digits of a digest; 0 for ''. */
export function progressOf(imgAddr: string): number {
  return imgAddr === '' ? 0 : Number.parseInt(imgAddr.slice(0, 8), 16) / 2 ** 32;
}

async function look(volume: Scrubbable, imgAddr: string): Promise<Pick<Scrubbed, 'state' | 'error'>> {
  try {
    return { state: await volume.check(imgAddr) };
  } catch (error) {
    return { state: 'unreadable', error };
  }
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
