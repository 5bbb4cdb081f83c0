// The dialect of imgix, `path?parameters` (https://docs.imgix.com/en-US/apis/rendering).
import type { Asked } from './asked.ts';
import { readBase64Text } from './base64.ts';
import { decodePart } from './decode-part.ts';
import type { Dialect } from './dialect.ts';
import { encodeName } from './encode-part.ts';
import { createSayImgix } from './imgix/parameters.ts';
import { signTarget, verifyTarget } from './imgix/signature.ts';
import { writeImgix } from './imgix/write.ts';
import { readQuery, splitTarget, writeQuery } from './query.ts';
import { refused } from './refused.ts';
import { saidBy, stageOf } from './said.ts';
import { pageSource, storedSource } from './stored-source.ts';
import type { DialectTools } from './tools.ts';

export interface ImgixRules {
  /** All verify, the first signs; none: any URL passes, and counts as unsigned. */
  readonly tokens: readonly string[];
}

export function createImgixDialect(tools: DialectTools, { tokens }: ImgixRules): Dialect {
  const say = createSayImgix(tools);
  return {
    name: 'imgix',

    read(target): Asked {
      const { signed, unsigned } = verifyTarget(tokens, target);
      const { path, query } = splitTarget(unsigned);
      if (path === '') throw refused(target, 'path?parameters', 'bad-target');
      const parameters = new Map(readQuery(query).map((item) => plain(item.name, item.value, item.raw)));
      const { said, asked } = say(parameters);
      const recipe = tools.canonical({ source: storedSource(tools, decodePart(path)), stages: [stageOf(said)] });
      return { ...recipe, ...asked, ...(signed && { signed: true }) };
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const source = pageSource(canonical.source);
      const path = source.startsWith('/') ? encodeName(source.slice(1)) : encodeURIComponent(source);
      const query = writeQuery(writeImgix(saidBy(canonical)));
      return signTarget(tokens, query === '' ? path : `${path}?${query}`);
    },
  };
}

// What would be awkward in a URL stands as base64url, under a name that ends with 64.
function plain(name: string, value: string, raw: string): [string, string] {
  if (!/^[a-z-]+64$/.test(name)) return [name, value];
  const text = value === '' ? '' : readBase64Text(value);
  if (text === undefined) throw refused(raw, 'base64url of a value');
  return [name.slice(0, -2), text];
}
