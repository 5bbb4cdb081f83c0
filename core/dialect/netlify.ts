// The dialect of Netlify Image CDN, `?url=&w=&h=&fit=&position=&fm=&q=` (https://docs.netlify.com/build/image-cdn/overview/).
// Netlify runs IPX (package @netlify/images), so boxes are bounded by the picture as there.
import type { FailureCode } from '../failure.ts';
import type { Dialect, RefusalOf } from './dialect.ts';
import { type FitWords, sayFit, sidesOf, takeFit } from './fit-words.ts';
import { readQuery, splitTarget, writeQuery } from './query.ts';
import { notSupported, refused } from './refused.ts';
import { type Said, saidBy, stageOf } from './said.ts';
import { spelled, whole } from './spellings.ts';
import { pageSource, storedSource } from './stored-source.ts';
import { createOnUnknown, type DialectTools } from './tools.ts';
import { createWords, word } from './words.ts';

// The first is what it does without the word.
const fits: FitWords = {
  contain: { fit: 'contain', 'bound-box': true },
  cover: { fit: 'cover', 'bound-box': true },
  fill: { fit: 'squeeze', 'bound-box': true },
};
const positions = {
  ...{ center: { x: 0.5, y: 0.5 }, top: { x: 0.5, y: 0 }, bottom: { x: 0.5, y: 1 } },
  ...{ left: { x: 0, y: 0.5 }, right: { x: 1, y: 0.5 } },
};
const formats = { avif: 'avif', webp: 'webp', jpg: 'jpg', jpeg: 'jpg', png: 'png', gif: 'gif', blurhash: 'blurhash' };

export const words = createWords([
  word('w width', 'width', whole(1, 65_535)),
  word('h height', 'height', whole(1, 65_535)),
  word('position', 'gravity', spelled(positions)),
  word('fm', 'format', spelled(formats)),
  word('q', 'quality', whole(1, 100)),
]);

export function createNetlifyDialect(tools: DialectTools): Dialect {
  const unknown = createOnUnknown(tools, 'ignore');
  return {
    name: 'netlify',
    refusal,

    read(target) {
      const { path, query } = splitTarget(target);
      if (path !== '') return undefined;
      const said: Said = new Map([['encode.format', 'auto']]);
      let [source, fit]: [string?, string?] = [];
      for (const { name, value, raw } of readQuery(query)) {
        if (name === 'url') source = value;
        else if (name === 'fit') fit = value;
        else if (!words.read(said, name, value, raw)) unknown(raw, 'a parameter of Netlify');
      }
      if (source === undefined || source === '') throw refused(target, 'url in the query', 'bad-target');
      sayNetlifyFit(said, fit ?? 'contain');
      return tools.canonical({ source: storedSource(tools, source), stages: [stageOf(said)] });
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const said = saidBy(canonical);
      const items = writeFit(said);
      if (said.get('encode.format') === 'auto') said.delete('encode.format');
      else if (!said.has('encode.format')) throw notSupported('format', 'Netlify negotiates where no format is named.');
      return `?${writeQuery([['url', pageSource(canonical.source)], ...words.write(said), ...items])}`;
    },
  };
}

function sayNetlifyFit(said: Said, fit: string): void {
  if (!Object.hasOwn(fits, fit)) throw refused(`fit=${fit}`, `one of ${Object.keys(fits).join(', ')} for fit`);
  if (sidesOf(said) === 2) sayFit(said, fits[fit] ?? {});
}

function writeFit(said: Said): [string, string][] {
  if (sidesOf(said) < 2) return [];
  const fit = takeFit(said, fits);
  if (fit === undefined) throw notSupported('fit', 'Netlify has no such fit.');
  return [['fit', fit]];
}

// What is wrong in a URL is not found, there.
const statuses: Readonly<Partial<Record<FailureCode, number>>> = {
  'bad-option': 404,
  'bad-target': 404,
  'bad-name': 404,
  'bad-request': 404,
};

const refusal: RefusalOf = ({ code }, ours) => ({ status: statuses[code] ?? ours });
