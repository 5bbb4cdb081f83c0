// Known weaknesses of the decoders that sharp may bring, and which of our formats they concern.
// Add a row when an advisory is published for a version that somebody may still have; take none out.
import type { Ext } from '../../../core/index.ts';
import { isBelow } from './is-below.ts';

export interface Advisory {
  readonly id: string;
  readonly severity: 'critical' | 'high' | 'moderate';
  /** Formats whose decoder it is. */
  readonly formats: readonly Ext[];
  /** Its name in sharp.versions. */
  readonly part: string;
  /** Versions from the first, below the second. Several where a fix was carried back. */
  readonly ranges: readonly (readonly [from: string, below: string])[];
}

const ever = '0';

export const advisories: readonly Advisory[] = [
  // Two ways past the size check of AV1 where libaom decodes, as it does in sharp, among fourteen of high severity.
  { id: 'libheif 1.23.7', severity: 'high', formats: ['avif'], part: 'heif', ranges: [[ever, '1.23.7']] },
  { id: 'libheif 1.23.6', severity: 'high', formats: ['avif'], part: 'heif', ranges: [[ever, '1.23.6']] },
  // An exploit of item chains, confirmed by the maintainer.
  { id: 'GHSA-rgj7-g3m4-5g8c', severity: 'critical', formats: ['avif'], part: 'heif', ranges: [[ever, '1.23.2']] },
  { id: 'CVE-2023-4863', severity: 'critical', formats: ['webp'], part: 'webp', ranges: [[ever, '1.3.2']] },
  { id: 'CVE-2025-61144', severity: 'high', formats: ['tiff'], part: 'tiff', ranges: [[ever, '4.7.2']] },
  { id: 'CVE-2026-69242', severity: 'high', formats: ['tiff'], part: 'vips', ranges: [[ever, '8.18.3']] },
  {
    id: 'CVE-2026-96889',
    severity: 'high',
    formats: ['svg'],
    part: 'rsvg',
    ranges: [
      [ever, '2.57.5'],
      ['2.58', '2.60.3'],
      ['2.61', '2.61.5'],
      ['2.62', '2.62.4'],
      ['2.63', '2.63.2'],
    ],
  },
  { id: 'CVE-2023-38633', severity: 'moderate', formats: ['svg'], part: 'rsvg', ranges: [[ever, '2.56.3']] },
];

/** A part whose version is not told (a libvips that did not come with sharp) is taken to be none of these. */
export function knownWeaknesses(versions: Readonly<Record<string, string | undefined>>): Advisory[] {
  return advisories.filter(({ part, ranges }) => {
    const version = versions[part];
    return version !== undefined && ranges.some(([from, below]) => !isBelow(version, from) && isBelow(version, below));
  });
}
