// All options of imgproxy under all their names, and how a list of them is applied.
import { notSupported, refused } from '../refused.ts';
import type { OnUnknown } from '../tools.ts';
import type { Draft, ImgproxyOption } from './draft.ts';
import { frameOptions } from './frame-options.ts';
import { outputOptions } from './output-options.ts';
import { pictureOptions } from './picture-options.ts';
import { proOptions } from './pro-options.ts';

export const openOptions: readonly ImgproxyOption[] = [...frameOptions, ...pictureOptions, ...outputOptions];

const byName = new Map(openOptions.flatMap((option) => option.names.map((name) => [name, option] as const)));
const pro = new Set(proOptions.flatMap(({ names }) => names));
const presetNames: readonly string[] = ['preset', 'pr'];

/** By name, the options of a preset: `rs:fill:300:200`, `q:80`. */
export type Presets = ReadonlyMap<string, readonly string[]>;

/** `name=option/option,…`, also with spaces between them. Undefined where the text is not such a list. */
export function readPresets(text: string): Presets | undefined {
  const items = text.split(/[\s,]+/).filter((item) => item !== '');
  const rows = items.map((item) => /^([\w.-]+)=(\S+)$/.exec(item));
  if (rows.includes(null)) return undefined;
  return new Map(rows.map((row) => [row?.[1] ?? '', (row?.[2] ?? '').split('/')]));
}

export interface ApplyRules {
  readonly presets: Presets;
  readonly unknown: OnUnknown;
}

export type ApplyOptions = (draft: Draft, segments: readonly string[]) => Draft;

export function createApplyOptions({ presets, unknown }: ApplyRules): ApplyOptions {
  // A preset inside of itself is passed over.
  const applyPreset = (draft: Draft, name: string, segment: string, within: readonly string[]): Draft => {
    const options = presets.get(name);
    if (options === undefined) throw refused(segment, 'a preset of IMG_IMGPROXY_PRESETS');
    return within.includes(name) ? draft : applyAll(draft, options, [...within, name]);
  };

  const applyOne = (draft: Draft, segment: string, within: readonly string[]): Draft => {
    const [name = '', ...args] = segment.split(':');
    if (presetNames.includes(name)) {
      return args.reduce((so, preset) => applyPreset(so, preset, segment, within), draft);
    }
    const option = byName.get(name);
    if (option === undefined) {
      if (pro.has(name)) throw notSupported(segment, 'This is an option of imgproxy Pro.');
      unknown(segment, 'an option of imgproxy');
      return draft;
    }
    if (args.length > option.most) throw refused(segment, `at most ${option.most} arguments`);
    return { ...draft, ...option.read(args, draft, segment) };
  };

  const applyAll = (draft: Draft, segments: readonly string[], within: readonly string[]): Draft =>
    segments.reduce((so, segment) => applyOne(so, segment, within), draft);

  return (draft, segments) => applyAll(draft, segments, []);
}

/** `default` is applied to every URL, before its own options. */
export function defaultDraft(apply: ApplyOptions, presets: Presets): Draft {
  const empty: Draft = { frame: {} };
  return presets.has('default') ? apply(empty, ['pr:default']) : empty;
}
