// Every foreign dialect, for the reference, in the order of its table.
import type { DialectAbout } from './about.ts';
import { aboutAws } from './aws/about.ts';
import { aboutAwsSamples } from './aws-samples-about.ts';
import { aboutCloudflare } from './cloudflare/about.ts';
import { aboutImgix } from './imgix/about.ts';
import { aboutImgproxy } from './imgproxy/about.ts';
import { aboutIpx } from './ipx/about.ts';
import { aboutNetlify } from './netlify-about.ts';
import { aboutNext, aboutVercel } from './next/about.ts';
import { aboutThumbor } from './thumbor/about.ts';
import { aboutWsrv } from './wsrv/about.ts';

export const dialectAbouts: readonly DialectAbout[] = [
  aboutImgproxy,
  aboutCloudflare,
  aboutNext,
  aboutVercel,
  aboutIpx,
  aboutThumbor,
  aboutAws,
  aboutImgix,
  aboutNetlify,
  aboutWsrv,
  aboutAwsSamples,
];
