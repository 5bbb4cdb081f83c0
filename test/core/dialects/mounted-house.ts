// A house in front of which dialects are mounted as its settings say.

import type { Dialect } from '../../../core/dialect/dialect.ts';
import { dialectModules } from '../../../core/pipeline/dialect-modules.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { mountDialects } from '../../../core/policy/mount-dialects.ts';
import { readSettings } from '../../../core/policy/settings/settings.ts';
import { type HouseConfig, openHouse } from '../dispatcher/house.ts';

export const allModules = [...builtinModules, ...dialectModules];

function mountedBy(settings: Readonly<Record<string, string>>) {
  return mountDialects(readSettings(settings), allModules);
}

/** The one dialect of these settings. */
export function dialectOf(name: string, settings: Readonly<Record<string, string>> = {}): Dialect {
  const [mounted] = mountedBy({ IMG_DIALECTS: name, ...settings });
  if (mounted === undefined) throw new Error(`Expected a dialect called ${name}.`);
  return mounted.dialect;
}

export function openMounted(settings: Readonly<Record<string, string>>, config: HouseConfig = {}) {
  return openHouse({ mounted: mountedBy(settings), explain: true, ...config });
}
