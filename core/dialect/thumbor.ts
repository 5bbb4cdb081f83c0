// The dialect of thumbor 7 and imagor: `signature/…/filters:…/image` (https://thumbor.readthedocs.io).
import type { Asked } from './asked.ts';
import type { Dialect } from './dialect.ts';
import { applyFilter, type Filtered } from './thumbor/filters.ts';
import { readThumborPath, type ThumborFilter } from './thumbor/path.ts';
import { signThumbor, type ThumborSigning, verifyThumbor } from './thumbor/signature.ts';
import { thumborStage } from './thumbor/stage.ts';
import { writeThumbor } from './thumbor/write.ts';
import { createOnUnknown, type DialectTools } from './tools.ts';

export function createThumborDialect(tools: DialectTools, signing: ThumborSigning): Dialect {
  const readPath = createReadThumbor(tools);
  return {
    name: 'thumbor',

    read(target) {
      const [path = ''] = target.split('?', 1);
      const slash = path.indexOf('/');
      const rest = path.slice(slash + 1);
      const signed = slash === -1 ? undefined : verifyThumbor(signing, path.slice(0, slash), rest);
      return signed === undefined ? undefined : { ...readPath(rest), ...(signed && { signed: true }) };
    },

    write(recipe) {
      const path = writeThumbor(tools.canonical(recipe));
      const [key] = signing.keys;
      return `${key === undefined ? 'unsafe' : signThumbor(signing, key, path)}/${path}`;
    },
  };
}

export interface ThumborManner {
  /** What a filter is taken for, where a server means something else by it. */
  readonly filter: (filter: ThumborFilter) => ThumborFilter;
  /** Whether fit-in enlarges when nothing says so. */
  readonly enlarge?: boolean;
}

/** Reads what stands behind a signature. */
export function createReadThumbor(
  tools: DialectTools,
  { filter: taken, enlarge }: ThumborManner = { filter: (filter) => filter },
): (path: string) => Asked {
  const unknown = createOnUnknown(tools, 'ignore');
  const start: Filtered = { words: {}, ...(enlarge !== undefined && { enlarge }) };
  return (text) => {
    const path = readThumborPath(text);
    const so = path.filters.reduce<Filtered>((before, filter) => {
      const after = applyFilter(taken(filter), before);
      if (after === undefined) unknown(filter.text, 'a filter of thumbor');
      return after ?? before;
    }, start);
    const words = thumborStage(path, so);
    const stage = path.meta ? { ...words, encode: { format: 'json' } } : words;
    const recipe = tools.canonical({ source: tools.sourceOf(path.image), stages: [stage] });
    const { expiresAt, original, download } = so;
    return {
      ...recipe,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(original && { original }),
      ...(download && { download }),
      ...(path.meta && { retell: (facts: string) => retold(facts, recipe.source) }),
    };
  };
}

// https://thumbor.readthedocs.io (metadata endpoint).
function retold(facts: string, url: string): string {
  const { width, height, original } = JSON.parse(facts);
  const source = { url, width: original.width, height: original.height };
  return JSON.stringify({ thumbor: { source, operations: [], target: { width, height } } });
}
