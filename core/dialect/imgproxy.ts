// The dialect of imgproxy 4 (https://docs.imgproxy.net/usage/processing): `signature/options/source`.
import type { FailureCode } from '../failure.ts';
import type { Asked } from './asked.ts';
import type { Dialect, RefusalOf } from './dialect.ts';
import { encodeName } from './encode-part.ts';
import { formatOf } from './imgproxy/arguments.ts';
import type { Draft } from './imgproxy/draft.ts';
import { createApplyOptions, defaultDraft, type Presets } from './imgproxy/options.ts';
import { readPath } from './imgproxy/path.ts';
import { type ImgproxySigning, signPath, verifyPath } from './imgproxy/signature.ts';
import { optionsOf, type StageRules, stageOf } from './imgproxy/stage.ts';
import { notSupported } from './refused.ts';
import { createOnUnknown, type DialectTools } from './tools.ts';

export interface ImgproxyRules extends StageRules {
  readonly signing: ImgproxySigning;
  readonly presets: Presets;
  /** URLs may name presets and nothing else. */
  readonly onlyPresets: boolean;
}

export function createImgproxyDialect(tools: DialectTools, rules: ImgproxyRules): Dialect {
  const { signing, presets, onlyPresets } = rules;
  const apply = createApplyOptions({ presets, unknown: createOnUnknown(tools, 'refuse') });
  // So that a mistake in one of them shows at the start, and not in a URL.
  for (const name of presets.keys()) apply({ frame: {} }, [`pr:${name}`]);
  const start = defaultDraft(apply, presets);
  return {
    name: 'imgproxy',
    refusal,

    read(target) {
      const path = readPath(target, onlyPresets);
      const signed = verifyPath(signing, path.signature, path.signed);
      const words = onlyPresets ? path.options.map((names) => `pr:${names}`) : path.options;
      const draft = withExtension(apply(start, words), path.extension);
      const recipe = tools.canonical({ source: tools.sourceOf(path.source), stages: [stageOf(draft, rules)] });
      return { ...recipe, ...beside(draft), ...(signed && { signed: true }) };
    },

    write(recipe) {
      const { source, stages } = tools.canonical(recipe);
      const [stage = {}, second] = stages;
      if (second !== undefined || onlyPresets || /^https?:\/\//.test(source)) {
        throw notSupported('~', 'imgproxy has one stage of a stored image, and options beside presets.');
      }
      const path = ['', ...optionsOf(stage, rules), 'plain', encodeName(source)].join('/');
      const [key] = signing.keys;
      return `${key ? signPath(key, signing.bytes, path) : '_'}${path}`;
    },
  };
}

// The extension of the source says the format, but for stored bytes.
function withExtension(draft: Draft, extension: string): Draft {
  return extension === '' || draft.raw ? draft : { ...draft, format: formatOf(extension, extension) };
}

function beside(draft: Draft): Partial<Asked> {
  const { raw, skip = [], format, expires = 0, fileName = '', attachment = false } = draft;
  const skipped = format === undefined ? skip : skip.filter((ext) => ext === format);
  return {
    ...(raw ? { original: true } : skipped.length > 0 && { original: skipped }),
    ...(expires > 0 && { expiresAt: expires * 1000 }),
    ...((fileName !== '' || attachment) && { download: { ...(fileName !== '' && { stem: fileName }), attachment } }),
  };
}

const statuses: Readonly<Partial<Record<FailureCode, number>>> = {
  'bad-target': 404,
  'bad-name': 404,
  'bad-option': 404,
  'unsupported-type': 422,
  'damaged-original': 422,
  overloaded: 429,
  aborted: 499,
};

// https://docs.imgproxy.net (its ierrors): what is wrong in a URL is not found.
const refusal: RefusalOf = ({ code }, status, subject) => ({
  // A source that may not be fetched is not found there, and no question of signatures.
  status: code === 'forbidden' && subject === 'url' ? 404 : (statuses[code] ?? status),
});
