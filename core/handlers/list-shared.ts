// A page of images of a shared store: the store lists names and addresses, what else is known of each lies beside it.
import type { Page } from '../database/image-ledger.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { NamedVolume } from '../volume/named-volume.ts';

export interface ListSharedParts {
  readonly volume: Pick<NamedVolume, 'names'>;
  /** Undefined where it has gone meanwhile. */
  readonly find: (name: string, imgAddr: string) => Promise<ImageMeta | undefined>;
}

// Calls under way for one list.
const atOnce = 16;

/** Fewer than asked for only at the end, also where images go meanwhile. */
export async function listShared(page: Page, { volume, find }: ListSharedParts): Promise<readonly ImageMeta[]> {
  const found: ImageMeta[] = [];
  let { after } = page;
  while (found.length < page.limit) {
    const limit = page.limit - found.length;
    const names = await volume.names({ ...page, after, limit });
    for (let at = 0; at < names.length; at += atOnce) {
      const some = names.slice(at, at + atOnce).map(({ name, imgAddr, meta }) => meta ?? find(name, imgAddr));
      for (const meta of await Promise.all(some)) if (meta !== undefined) found.push(meta);
    }
    if (names.length < limit) break;
    after = names.at(-1)?.name ?? after;
  }
  return found;
}
