// What a server hands to each of its foreign dialects.
import type { Canonical } from '../recipe/canonical.ts';
import { notSupported, refused } from './refused.ts';
import type { SourceOf } from './source-map.ts';

/** What becomes of options that nobody knows: as the dialect has the habit, or one way in all of them. */
export const unknownRules = ['dialect', 'refuse', 'ignore'] as const;
export type UnknownRule = (typeof unknownRules)[number];

export interface DialectTools {
  /** Every reader ends in it. */
  readonly canonical: Canonical;
  readonly sourceOf: SourceOf;
  readonly unknown: UnknownRule;
}

/** Called for what the dialect knows and this server not: throws `not-supported`, or lets it pass where it is told to ignore. */
export type OnMissing = (segment: string, why: string) => void;

export function createOnMissing({ unknown }: Pick<DialectTools, 'unknown'>): OnMissing {
  return (segment, why) => {
    if (unknown !== 'ignore') throw notSupported(segment, why);
  };
}

/** Called for an option that the dialect does not know: throws `bad-option`, or lets it pass. */
export type OnUnknown = (segment: string, expected: string) => void;

export function createOnUnknown({ unknown }: Pick<DialectTools, 'unknown'>, habit: 'refuse' | 'ignore'): OnUnknown {
  const refuses = (unknown === 'dialect' ? habit : unknown) === 'refuse';
  return (segment, expected) => {
    if (refuses) throw refused(segment, expected);
  };
}
