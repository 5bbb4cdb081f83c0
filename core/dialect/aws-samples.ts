// The dialect of aws-samples/image-optimization: `name?width=&height=&format=&quality=`, as its CloudFront Function gets it, and
// `name/format=…,quality=…,width=…,height=…` or `name/original`, as it writes it for its bucket.
import type { Asked } from './asked.ts';
import type { Dialect } from './dialect.ts';
import { encodeSource } from './encode-part.ts';
import { sidesOf, takeFit } from './fit-words.ts';
import { readQuery, splitTarget, writeQuery } from './query.ts';
import { notSupported, refused } from './refused.ts';
import { type Said, saidBy, stageOf } from './said.ts';
import { spelled } from './spellings.ts';
import { pageSource, sourceInPath } from './stored-source.ts';
import type { DialectTools } from './tools.ts';
import { createWords, type Spelling, word } from './words.ts';

const formats = { auto: 'auto', jpeg: 'jpg', webp: 'webp', avif: 'avif', png: 'png', gif: 'gif' };
// What its function does not understand, it drops.
const lax = (most: number): Spelling => {
  const read = (text: string) =>
    /^\d{1,6}$/.test(text) && Number(text) > 0 ? Math.min(most, Number(text)) : undefined;
  const write = (value: unknown) => (typeof value === 'number' ? String(value) : undefined);
  return { expected: `an integer from 1 to ${most}`, read, write };
};
const widths = lax(65_535);
const qualities = lax(100);

export const words = createWords([
  word('format', 'format', spelled(formats)),
  word('width', 'width', widths),
  word('height', 'height', widths),
  word('quality', 'quality', qualities),
]);

const suffix = /\/(original|(?:(?:format|quality|width|height)=[\w.]{1,10}(?:,|$)){1,4})$/;

export function createAwsSamplesDialect(tools: DialectTools): Dialect {
  return {
    name: 'aws-samples',

    read(target): Asked {
      const { path, query } = splitTarget(target);
      const [, stored] = suffix.exec(path) ?? [];
      const name = stored === undefined ? path : path.slice(0, -stored.length - 1);
      if (name === '') throw refused(target, 'name?width=…', 'bad-target');
      const items = stored === undefined || stored === 'original' ? query : stored.replaceAll(',', '&');
      const said = saidIn(items, tools);
      const source = sourceInPath(tools, name);
      const recipe = tools.canonical({ source, stages: [stageOf(said)] });
      // Without anything asked for it passes the original on.
      return said.size === 0 ? { ...recipe, original: true } : recipe;
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const said = saidBy(canonical);
      const enlarges = takeFit(said, { cover: { fit: sidesOf(said) === 2 ? 'cover' : 'contain' } }) !== undefined;
      if (said.size === 0 || enlarges !== sidesOf(said) > 0) {
        throw notSupported('fit', 'aws-samples covers a box, and asks for something.');
      }
      const source = encodeSource(pageSource(canonical.source).replace(/^\//, ''));
      if (suffix.test(source) || /^https?:/.test(source)) throw notSupported('source', 'aws-samples has names only.');
      return `${source}?${writeQuery(words.write(said))}`;
    },
  };
}

function saidIn(query: string, { unknown }: DialectTools): Said {
  const said: Said = new Map();
  for (const { name, value, raw } of readQuery(query)) {
    try {
      if (!words.read(said, name, value, raw) && unknown === 'refuse') throw refused(raw, 'a parameter of aws-samples');
    } catch (error) {
      if (unknown === 'refuse') throw error;
    }
  }
  // Sides are sharp's, and sharp covers a box with two of them.
  const sides = sidesOf(said);
  if (sides > 0) said.set('resize.fit', sides === 2 ? 'cover' : 'contain');
  return said;
}
