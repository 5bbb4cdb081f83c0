// The dialect of imgproxy 4 (https://docs.imgproxy.net/usage/processing): `signature/options/source`.
import type { Dialect } from './dialect.ts';
import { encodeName } from './encode-part.ts';
import { readPath } from './imgproxy/path.ts';
import { type ImgproxySigning, signPath, verifyPath } from './imgproxy/signature.ts';
import { notSupported } from './refused.ts';
import { createOnUnknown, type DialectTools } from './tools.ts';

export interface ImgproxyRules {
  readonly signing: ImgproxySigning;
}

export function createImgproxyDialect(tools: DialectTools, { signing }: ImgproxyRules): Dialect {
  const unknown = createOnUnknown(tools, 'refuse');
  return {
    name: 'imgproxy',
    read(target) {
      const { signature, signed, options, source } = readPath(target, (segment) => segment.includes(':'));
      const isSigned = verifyPath(signing, signature, signed);
      const resize: Record<string, number> = {};
      for (const option of options) {
        const [name, value] = option.split(':');
        if (name === 'w') resize.width = Number(value);
        else unknown(option, 'w');
      }
      const recipe = tools.canonical({ source: tools.sourceOf(source), stages: [{ resize }] });
      return { ...recipe, ...(isSigned && { signed: true }) };
    },
    write(recipe) {
      const { source, stages } = tools.canonical(recipe);
      if (stages.length > 1) throw notSupported('~', 'imgproxy has one stage.');
      const path = `/w:${stages[0]?.resize?.width ?? 0}/plain/${encodeName(source)}`;
      const [key] = signing.keys;
      return `${key ? signPath(key, signing.bytes, path) : '_'}${path}`;
    },
  };
}
