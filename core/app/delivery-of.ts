// What the settings say of delivery.
import type { CacheRules } from '../policy/cache-control.ts';
import type { DeliveryRules } from '../policy/delivery.ts';
import type { Settings } from '../policy/settings/settings.ts';
import { settleUnsigned } from '../policy/unsigned.ts';

/** `settings.host` decides what unsigned URLs may ask for where they do not say: a target without an address of its own is open. */
export function deliveryOf(settings: Settings, clock: () => number): DeliveryRules {
  return {
    keys: settings.keys,
    unsigned: settleUnsigned(settings.unsigned, settings.host),
    ladder: { widths: settings.ladder, snap: settings.ladderSnap },
    sources: settings.sources,
    clock,
    cache: cacheOf(settings),
    origins: settings.origins,
    hints: settings.clientHints,
    purgeFields: settings.purgeKeys,
  };
}

function cacheOf(settings: Settings): CacheRules {
  return {
    originalSeconds: settings.cacheOriginalSeconds,
    imgSeconds: settings.cacheImgSeconds,
    provisionalSeconds: settings.cacheProvisionalSeconds,
    refusalSeconds: settings.cacheRefusalSeconds,
    notFoundSeconds: settings.cacheNotFoundSeconds,
    staleWhileRevalidateSeconds: settings.cacheStaleWhileRevalidateSeconds,
    staleIfErrorSeconds: settings.cacheStaleIfErrorSeconds,
    cdnSeconds: settings.cacheCdnSeconds,
    cdnFields: cdnFieldsOf(settings.purgeKeys),
    immutable: settings.replace === 'never',
  };
}

// Who purges by Surrogate-Key reads Surrogate-Control; all others that read any such field read that of RFC 9213.
function cdnFieldsOf(keys: Settings['purgeKeys']): CacheRules['cdnFields'] {
  const surrogate = keys.includes('Surrogate-Key');
  const others = !surrogate || keys.includes('Cache-Tag');
  return [...(others ? (['CDN-Cache-Control'] as const) : []), ...(surrogate ? (['Surrogate-Control'] as const) : [])];
}
