// ImageLedger over any Database. Three kinds of keys in the image space, always changed in one commit:
// `n:<name>` holds the ImageMeta, `d:<digest>:<name>` says that the name stands for these bytes, and `t:<tag>,<name>`
// that it has this tag: no tag has a comma.
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Change, Database } from './database.ts';
import type { ImageLedger } from './image-ledger.ts';
import type { Journal, NameChange } from './journal.ts';
import { parseImageMeta } from './parse-image-meta.ts';

const mostNames = 100;

/** With a journal, each change is written there in the same commit. */
export function createImageLedger(database: Database, journal?: Journal): ImageLedger {
  // Two changes of one name at once would both take away the same old digest key and leave one for ever.
  const nameLock = createKeyedLock();

  return {
    get,
    latest: get,

    put: (meta) =>
      nameLock.run(meta.name, async () => {
        const before = await get(meta.name);
        await database.commit([
          ...(before === undefined ? [] : removal(before)),
          { space: 'image', key: nameKey(meta.name), value: JSON.stringify(meta) },
          { space: 'image', key: digestKey(meta), value: 'true' },
          ...tagKeys(meta).map((key) => ({ space: 'image', key, value: 'true' }) as const),
          ...written({ name: meta.name, isNew: before === undefined, meta }),
        ]);
      }),

    remove: (name) =>
      nameLock.run(name, async () => {
        const before = await get(name);
        if (before === undefined) return undefined;
        await database.commit([...removal(before), ...written({ name, isNew: false, meta: undefined })]);
        return before;
      }),

    async isReferenced(digest) {
      const rows = await database.scan('image', { prefix: `d:${digest}:`, after: '', limit: 1 });
      return rows.length > 0;
    },

    async namesOf(digest) {
      const prefix = `d:${digest}:`;
      const rows = await database.scan('image', { prefix, after: '', limit: mostNames });
      return rows.map(({ key }) => key.slice(prefix.length));
    },

    async list({ prefix, after, limit }) {
      const rows = await database.scan('image', { prefix: nameKey(prefix), after: nameKey(after), limit });
      return rows.map(({ key, value }) => parseImageMeta(key.slice(nameKey('').length), value));
    },

    async listTagged(tag, { prefix, after, limit }) {
      const scan = { prefix: tagKey(tag, prefix), after: tagKey(tag, after), limit };
      const rows = await database.scan('image', scan);
      const names = rows.map(({ key }) => key.slice(tagKey(tag, '').length));
      const found = await Promise.all(names.map(get));
      const images = found.filter((meta) => meta?.tags.includes(tag)) as ImageMeta[];
      return { images, next: rows.length === limit ? names.at(-1) : undefined };
    },
  };

  function written(change: NameChange): Change[] {
    return journal === undefined ? [] : [journal.write(change)];
  }

  async function get(name: string): Promise<ImageMeta | undefined> {
    const text = await database.get('image', nameKey(name));
    return text === undefined ? undefined : parseImageMeta(name, text);
  }
}

function removal(meta: ImageMeta): Change[] {
  return [
    { space: 'image', key: nameKey(meta.name), value: undefined },
    { space: 'image', key: digestKey(meta), value: undefined },
    ...tagKeys(meta).map((key) => ({ space: 'image', key, value: undefined }) as const),
  ];
}

function nameKey(name: string): string {
  return `n:${name}`;
}

function tagKeys({ tags, name }: ImageMeta): string[] {
  return tags.map((tag) => tagKey(tag, name));
}

function tagKey(tag: string, name: string): string {
  return `t:${tag},${name}`;
}

function digestKey({ digest, name }: ImageMeta): string {
  return `d:${digest}:${name}`;
}
