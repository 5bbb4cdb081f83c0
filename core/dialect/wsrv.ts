// The dialect of wsrv.nl (weserv images), `?url=&w=&h=&…` (https://wsrv.nl/docs/).
import type { Asked } from './asked.ts';
import type { Dialect } from './dialect.ts';
import { readQuery, splitTarget, writeQuery } from './query.ts';
import { refused } from './refused.ts';
import { type Said, saidBy, stageOf } from './said.ts';
import { pageSource, storedSource } from './stored-source.ts';
import { createOnMissing, createOnUnknown, type DialectTools } from './tools.ts';
import { createDraft, sayParameter, settle } from './wsrv/parameters.ts';
import { missing, words } from './wsrv/words.ts';
import { writeParameters } from './wsrv/write.ts';

export function createWsrvDialect(tools: DialectTools): Dialect {
  const onUnknown = createOnUnknown(tools, 'ignore');
  const onMissing = createOnMissing(tools);
  return {
    name: 'wsrv',

    read(target): Asked | undefined {
      const { path, query } = splitTarget(target);
      if (path !== '') return undefined;
      const said: Said = new Map();
      const draft = createDraft(said);
      let source = '';
      let stem: string | undefined;
      for (const { name, value, raw } of readQuery(query)) {
        if (name === 'url') source = value;
        else if (name === 'filename') stem = value.replace(/\.\w{1,5}$/, '');
        else if (missing.has(name)) onMissing(raw, missing.get(name) ?? '');
        else if (!sayParameter(draft, name, value, raw) && !words.read(said, name, value, raw)) {
          onUnknown(raw, 'a parameter of wsrv');
        }
      }
      if (source === '') throw refused(target, 'url in the query', 'bad-target');
      settle(draft);
      const recipe = tools.canonical({ source: sourceOf(source, tools), stages: [stageOf(said)] });
      return { ...recipe, ...(stem && { download: { stem } }) };
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      return `?${writeQuery([['url', pageSource(canonical.source)], ...writeParameters(saidBy(canonical))])}`;
    },
  };
}

// A host without a scheme is a URL of that host; what begins with a slash can only be a name.
function sourceOf(text: string, tools: DialectTools): string {
  const isBare = !text.startsWith('/') && !/^[a-z][a-z0-9+.-]*:\/{1,2}/i.test(text);
  return storedSource(tools, isBare ? `https://${text.replace(/^ssl:/, '')}` : text);
}
