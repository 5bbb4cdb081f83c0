// Every foreign dialect, for the reference, in the order of its table.
import type { DialectAbout } from './about.ts';
import { aboutCloudflare } from './cloudflare/about.ts';
import { aboutImgproxy } from './imgproxy/about.ts';
import { aboutIpx } from './ipx/about.ts';
import { aboutNext, aboutVercel } from './next/about.ts';

export const dialectAbouts: readonly DialectAbout[] = [
  aboutImgproxy,
  aboutCloudflare,
  aboutNext,
  aboutVercel,
  aboutIpx,
];
