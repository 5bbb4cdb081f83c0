// The dialect of IPX, `modifiers/source`, which Nuxt Image speaks (https://github.com/unjs/ipx, src/handlers).
import { decodePart } from './decode-part.ts';
import type { Dialect } from './dialect.ts';
import { encodeSource } from './encode-part.ts';
import { createSayModifiers, writeModifiers } from './ipx/modifiers.ts';
import { refused } from './refused.ts';
import { saidBy, stageOf } from './said.ts';
import { pageSource, sourceInPath } from './stored-source.ts';
import type { DialectTools } from './tools.ts';

export function createIpxDialect(tools: DialectTools): Dialect {
  const sayModifiers = createSayModifiers(tools);
  return {
    name: 'ipx',

    read(target) {
      const [path = ''] = target.split('?', 1);
      const slash = path.indexOf('/');
      if (slash < 1) throw refused(target, 'modifiers/source', 'bad-target');
      const text = decodePart(path.slice(0, slash));
      // Either separator, in one URL too: Nuxt joins with "&", unpic with ",".
      const said = sayModifiers(text === '_' ? [] : text.split(/[,&]/));
      const source = sourceInPath(tools, target.slice(slash + 1));
      return tools.canonical({ source, stages: [stageOf(said)] });
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const items = writeModifiers(saidBy(canonical)).map(([name, text]) => (text === '' ? name : `${name}_${text}`));
      const source = encodeSource(pageSource(canonical.source).replace(/^\//, ''));
      return `${items.map(encodeURIComponent).join(',') || '_'}/${source}`;
    },
  };
}
