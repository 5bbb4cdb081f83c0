// A dialect as settings mount it.
import type { Dialect } from '../../../core/dialect/dialect.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { mountDialects } from '../../../core/policy/mount-dialects.ts';
import { readSettings } from '../../../core/policy/settings/settings.ts';
import { type HouseConfig, openHouse } from '../dispatcher/house.ts';

const map = 'local:///= https://images.example/=';

function mountedBy(settings: Readonly<Record<string, string>>) {
  return mountDialects(readSettings({ IMG_SOURCE_MAP: map, ...settings }), builtinModules);
}

export function dialectOf(name: string, settings: Readonly<Record<string, string>> = {}): Dialect {
  const [mounted] = mountedBy({ IMG_DIALECTS: name, ...settings });
  if (mounted === undefined) throw new Error(`Expected a dialect called ${name}.`);
  return mounted.dialect;
}

export function openMounted(settings: Readonly<Record<string, string>>, config: HouseConfig = {}) {
  return openHouse({ mounted: mountedBy(settings), explain: true, ...config });
}
