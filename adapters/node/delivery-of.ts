// What the settings say of delivery, as the core takes it.
import { type CacheRules, type DeliveryRules, type Settings, settleUnsigned } from '../../core/index.ts';

export function deliveryOf(settings: Settings): DeliveryRules {
  return {
    keys: settings.keys,
    unsigned: settleUnsigned(settings.unsigned, settings.host),
    ladder: { widths: settings.ladder, snap: settings.ladderSnap },
    sources: settings.sources,
    clock: Date.now,
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
