// Names of images in the bucket, page by page, in order of their bytes.
import type { NamePage } from '../../../core/index.ts';
import { addressOf } from './address.ts';
import type { Calls } from './calls.ts';
import type { Layout } from './layout.ts';
import { listKeys, mostKeys } from './list-keys.ts';

interface Named {
  readonly name: string;
  readonly imgAddr: string;
}

/** Fewer than asked for only at the end. */
export async function listNames(calls: Calls, layout: Layout, { prefix, after, limit }: NamePage): Promise<Named[]> {
  const found: Named[] = [];
  let from = after === '' ? '' : layout.keyOf(after);
  while (found.length < limit) {
    const wanted = limit - found.length;
    const keys = await listKeys(calls, { prefix: layout.keyOf(prefix), after: from, limit: wanted });
    for (const { key, etag } of keys) {
      const name = layout.nameOf(key);
      if (name !== undefined && name !== '') found.push({ name, imgAddr: addressOf(name, etag) });
    }
    const last = keys.at(-1)?.key;
    if (last === undefined || keys.length < Math.min(wanted, mostKeys)) break;
    // What is aside is not walked through: there may be more of it than of images. Its names are lower case.
    from = last.startsWith(layout.aside) ? `${layout.aside}~` : last;
  }
  return found;
}
