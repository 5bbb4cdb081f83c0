// Names of images in a bucket, page by page, in order of their bytes.
import type { NamePage } from '../volume/named-volume.ts';
import type { Layout } from './layout.ts';
import { type Listed, type ListKeys, mostKeys } from './list-keys.ts';
import { objectAddressOf } from './object-address.ts';

export interface Named<T extends Listed> {
  readonly name: string;
  readonly imgAddr: string;
  readonly object: T;
}

/** Fewer than asked for only at the end. */
export async function listNames<T extends Listed>(
  listKeys: ListKeys<T>,
  layout: Layout,
  { prefix, after, limit }: NamePage,
): Promise<readonly Named<T>[]> {
  const found: Named<T>[] = [];
  let from = after === '' ? '' : layout.keyOf(after);
  while (found.length < limit) {
    const wanted = limit - found.length;
    const keys = await listKeys({ prefix: layout.keyOf(prefix), after: from, limit: wanted });
    for (const object of keys) {
      const name = layout.nameOf(object.key);
      if (name !== undefined && name !== '') found.push({ name, imgAddr: objectAddressOf(name, object.etag), object });
    }
    const last = keys.at(-1)?.key;
    if (last === undefined || keys.length < Math.min(wanted, mostKeys)) break;
    // What is aside is not walked through: there may be more of it than of images. Its names are lower case.
    from = last.startsWith(layout.aside) ? `${layout.aside}~` : last;
  }
  return found;
}
