// What the settings say of limits; the usual ones for the rest.
import { defaultLimits, type Limits } from '../policy/limits.ts';
import type { Settings } from '../policy/settings/settings.ts';

export function limitsOf(settings: Settings): Limits {
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  const asked = names.flatMap((name) => (name in settings ? [[name, settings[name as keyof Settings]]] : []));
  return { ...defaultLimits, ...Object.fromEntries(asked) };
}
