// The dialect of Cloudflare Images, `options/source`
// (https://developers.cloudflare.com/images/transform-images/transform-via-url/).
import type { Asked } from './asked.ts';
import { areaNames, sayArea, writeArea } from './cloudflare/area.ts';
import { isIdle, sayFormat, whyMissing, words, writeFormat } from './cloudflare/options.ts';
import { decodePart } from './decode-part.ts';
import type { Dialect } from './dialect.ts';
import { encodeSource } from './encode-part.ts';
import { refused } from './refused.ts';
import { type Said, saidBy, stageOf, take } from './said.ts';
import { pageSource, sourceInPath } from './stored-source.ts';
import { createOnMissing, createOnUnknown, type DialectTools } from './tools.ts';

export function createCloudflareDialect(tools: DialectTools): Dialect {
  const readOptions = createReadOptions(tools);
  return {
    name: 'cloudflare',

    read(target) {
      const slash = target.split('?', 1)[0]?.indexOf('/') ?? -1;
      if (slash < 1) throw refused(target, 'options/source', 'bad-target');
      const { said, asked } = readOptions(decodePart(target.slice(0, slash)));
      const source = sourceInPath(tools, target.slice(slash + 1));
      return { ...tools.canonical({ source, stages: [stageOf(said)] }), ...asked };
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const said = saidBy(canonical);
      // Without the word, Cloudflare keeps the copyright.
      const metadata = take(said, 'metadata.metadata') ?? 'none';
      const items = [...writeArea(said), ...writeFormat(said), ...words.write(said), ['metadata', String(metadata)]];
      const options = items.map(([name, text = '']) => `${name}=${encodeURIComponent(text)}`).join(',');
      return `${options}/${encodeSource(pageSource(canonical.source).replace(/^\//, ''))}`;
    },
  };
}

interface Options {
  readonly said: Said;
  readonly asked: Partial<Asked>;
}

function createReadOptions(tools: DialectTools): (text: string) => Options {
  const unknown = createOnUnknown(tools, 'refuse');
  const missing = createOnMissing(tools);
  return (text) => {
    const said: Said = new Map([['metadata.metadata', 'copyright']]);
    const area = new Map<string, string>();
    const zooms: string[] = [];
    let asked: Partial<Asked> = {};
    for (const item of text.split(',')) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(item) ?? [];
      const why = whyMissing(name, value);
      if (why !== undefined) missing(item, why);
      else if (isIdle(name, value)) continue;
      else if (name === 'onerror') asked = { onError: redirect(item, value) };
      else if (name === 'zoom' || name === 'face-zoom') zooms.push(zoom(item, value));
      else if (name === 'format' || name === 'f') sayFormat(said, value, item);
      else if (areaNames.has(name)) area.set(name, value);
      else if (!words.read(said, name, value, item)) unknown(item, 'an option of Cloudflare Images');
    }
    sayArea(said, area);
    const zoomed = zooms.find((item) => !/=0*\.?0*$/.test(item));
    if (zoomed && said.get('resize.gravity') === 'face') missing(zoomed, 'Faces are framed in one way only.');
    return { said, asked };
  };
}

function redirect(item: string, value: string): 'redirect' {
  if (value !== 'redirect') throw refused(item, 'redirect for onerror');
  return value;
}

function zoom(item: string, value: string): string {
  if (!/^(0(\.\d{1,6})?|1(\.0{1,6})?|\.\d{1,6})$/.test(value)) throw refused(item, 'a number from 0 to 1 for zoom');
  return item;
}
