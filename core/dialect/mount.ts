// Where dialects are mounted: a list of names, each with a place of its own if it is not to have its usual one.
import type { Dialect } from './dialect.ts';
import { type ForeignDialect, usualMounts } from './usual-mounts.ts';

// `cloudflare`, `imgproxy=/thumbs`, `imgix=//pictures.example.com`, `imgix=//pictures.example.com/photos`.

export interface Mount {
  readonly name: ForeignDialect;
  /** Without a port; undefined for any. */
  readonly host: string | undefined;
  /** Begins with "/" and does not end with one: '' is the root. */
  readonly path: string;
}

export interface Mounted extends Mount {
  readonly dialect: Dialect;
}

/** Undefined where the text is not such a list. */
export function readMounts(text: string): readonly Mount[] | undefined {
  const mounts = text.trim() === '' ? [] : text.split(',').map((item) => readMount(item.trim()));
  return mounts.every((mount) => mount !== undefined) ? mounts : undefined;
}

function readMount(item: string): Mount | undefined {
  const [, name = '', place] = /^([a-z0-9-]+)(?:=(\S+))?$/.exec(item) ?? [];
  if (!isForeign(name)) return undefined;
  const [, host, path] = /^(?:\/\/([a-z0-9.-]+))?((?:\/[\w.~-]+)*)\/?$/i.exec(place ?? usualMounts[name]) ?? [];
  return path === undefined ? undefined : { name, host: host?.toLowerCase(), path };
}

function isForeign(name: string): name is ForeignDialect {
  return Object.hasOwn(usualMounts, name);
}

/** What of a raw target stands behind the mount and the slash after it; undefined where it does not begin with it. */
export function behindMount(raw: string, { path }: Pick<Mount, 'path'>): string | undefined {
  if (!raw.startsWith(path)) return undefined;
  const rest = raw.slice(path.length);
  if (rest.startsWith('/')) return rest.slice(1);
  return rest === '' || rest.startsWith('?') ? rest : undefined;
}
