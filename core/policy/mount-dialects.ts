// The foreign dialects of a server, as its settings say.

import { createAwsDialect } from '../dialect/aws.ts';
import { createAwsSamplesDialect } from '../dialect/aws-samples.ts';
import { createCloudflareDialect } from '../dialect/cloudflare.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { createImgixDialect } from '../dialect/imgix.ts';
import { createImgproxyDialect } from '../dialect/imgproxy.ts';
import { createIpxDialect } from '../dialect/ipx.ts';
import type { Mounted } from '../dialect/mount.ts';
import { createNetlifyDialect } from '../dialect/netlify.ts';
import { createNextDialect } from '../dialect/next.ts';
import { createSourceOf } from '../dialect/source-map.ts';
import { createThumborDialect } from '../dialect/thumbor.ts';
import type { DialectTools } from '../dialect/tools.ts';
import type { ForeignDialect } from '../dialect/usual-mounts.ts';
import { createWsrvDialect } from '../dialect/wsrv.ts';
import type { Module } from '../pipeline/module.ts';
import { createCanonical } from '../recipe/canonical.ts';
import type { Settings } from './settings/settings.ts';

type Create = (tools: DialectTools, settings: Settings) => Dialect;

const creators: Readonly<Record<ForeignDialect, Create>> = {
  imgproxy: (tools, settings) =>
    createImgproxyDialect(tools, {
      signing: { keys: settings.imgproxyKeys, bytes: settings.imgproxySignatureBytes },
      presets: settings.imgproxyPresets,
      onlyPresets: settings.imgproxyOnlyPresets === 'on',
      watermark: settings.imgproxyWatermark,
      format: settings.imgproxyFormat,
    }),
  cloudflare: createCloudflareDialect,
  ipx: createIpxDialect,
  imgix: (tools, { imgixTokens: tokens }) => createImgixDialect(tools, { tokens }),
  netlify: createNetlifyDialect,
  wsrv: createWsrvDialect,
  'aws-samples': createAwsSamplesDialect,
  next: (tools, { nextWidths: widths, nextQualities: qualities }) =>
    createNextDialect(tools, { name: 'next', widths, qualities }),
  vercel: (tools, { vercelWidths: widths, vercelQualities: qualities }) =>
    createNextDialect(tools, { name: 'vercel', widths, qualities }),
  thumbor: (tools, { thumborKeys: keys, thumborSigner }) => createThumborDialect(tools, { keys, ...thumborSigner }),
  aws: (tools, { awsSecret: secret }) => createAwsDialect(tools, { secret }),
};

/** `modules`: all that recipes may speak of. */
export function mountDialects(settings: Settings, modules: readonly Module[]): readonly Mounted[] {
  const tools: DialectTools = {
    canonical: createCanonical(modules),
    sourceOf: createSourceOf(settings.sourceMap),
    unknown: settings.unknownOptions,
  };
  return settings.dialects.map((mount) => ({ ...mount, dialect: creators[mount.name](tools, settings) }));
}
