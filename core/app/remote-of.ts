// What the settings say of images elsewhere.
import type { HandlersParts } from '../handlers/handlers.ts';
import type { Settings } from '../policy/settings/settings.ts';
import type { FetchSource } from '../source/fetch-source.ts';

export function remoteOf(settings: Settings, fetchSource: FetchSource): NonNullable<HandlersParts['remote']> {
  return {
    fetchSource,
    lifetime: {
      usual: settings.sourceUsualSeconds,
      least: settings.sourceLeastSeconds,
      most: settings.sourceMostSeconds,
    },
    config: {
      rules: settings.sources,
      fetches: settings.sourceFetches,
      waiting: Math.max(1, Math.floor(settings.requests / 4)),
      negativeSeconds: settings.sourceNegativeSeconds,
      staleWhileRevalidateSeconds: settings.staleWhileRevalidateSeconds,
      staleIfErrorSeconds: settings.staleIfErrorSeconds,
    },
  };
}
