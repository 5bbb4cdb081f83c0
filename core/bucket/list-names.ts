// Names of images in a bucket, page by page, in order of their bytes.
import type { NamedVolume, NamePage } from '../volume/named-volume.ts';
import type { Layout } from './layout.ts';
import { type ListKeys, mostKeys } from './list-keys.ts';
import { objectAddressOf } from './object-address.ts';

/** Fewer than asked for only at the end. */
export async function listNames(
  listKeys: ListKeys,
  layout: Layout,
  { prefix, after, limit }: NamePage,
): ReturnType<NamedVolume['names']> {
  const found: { name: string; imgAddr: string }[] = [];
  let from = after === '' ? '' : layout.keyOf(after);
  while (found.length < limit) {
    const wanted = limit - found.length;
    const keys = await listKeys({ prefix: layout.keyOf(prefix), after: from, limit: wanted });
    for (const { key, etag } of keys) {
      const name = layout.nameOf(key);
      if (name !== undefined && name !== '') found.push({ name, imgAddr: objectAddressOf(name, etag) });
    }
    const last = keys.at(-1)?.key;
    if (last === undefined || keys.length < Math.min(wanted, mostKeys)) break;
    // What is aside is not walked through: there may be more of it than of images. Its names are lower case.
    from = last.startsWith(layout.aside) ? `${layout.aside}~` : last;
  }
  return found;
}
