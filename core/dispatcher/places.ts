// Where foreign dialects are found: by host, or by a path that is none of the house's own.
import type { Asked } from '../dialect/asked.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { behindMount, type Mounted } from '../dialect/mount.ts';
import { cutSignature } from '../dialect/signature.ts';
import type { Target } from './target.ts';

/** A dialect that may read a target, and the target as it reads it: behind its mount, without our signature. */
export interface Place {
  readonly dialect: Dialect;
  readonly target: string;
  /** Only requests to its host come here: others with the same target may mean something else. */
  readonly hosted: boolean;
}

/** Those of the longest mount come first, at one mount in the order they were named; none where the target is the house's. */
export type PlacesOf = (target: Target, headers: Headers) => readonly Place[];

export function createPlacesOf(mounted: readonly Mounted[]): PlacesOf {
  const ordered = mounted.toSorted((a, b) => b.path.length - a.path.length);
  const hosted = ordered.filter(({ host }) => host !== undefined);
  const open = ordered.filter(({ host }) => host === undefined);
  return ({ raw, room, query }, headers) => {
    if (mounted.length === 0) return [];
    const place = (mount: Mounted): Place[] => {
      const target = behindMount(cutSignature(raw).target, mount);
      return target === undefined ? [] : [{ dialect: mount.dialect, target, hosted: mount.host !== undefined }];
    };
    const host = hosted.length === 0 ? undefined : headers.get('host')?.replace(/:\d+$/, '').toLowerCase();
    const here = hosted.filter((mount) => mount.host === host).flatMap(place);
    // A host that is a dialect's is nobody else's. The home page has no query, and a dialect at the root may have.
    if (here.length > 0) return here;
    return room === 'unknown' || (room === 'home' && query !== undefined) ? open.flatMap(place) : [];
  };
}

/** Reads targets as the dialects do that are mounted by path. Undefined for one that is of none. */
export function createReadForeign(mounted: readonly Mounted[]): (target: Target) => Asked | undefined {
  const placesOf = createPlacesOf(mounted);
  return (target) => {
    for (const place of placesOf(target, new Headers())) {
      const asked = place.dialect.read(place.target);
      if (asked !== undefined) return asked;
    }
    return undefined;
  };
}
