// What settings are in a Worker that stands alone where nobody says otherwise: 128 MB for all, and nothing is done between requests.

export const aloneDefaults: Readonly<Record<string, string>> = {
  IMG_MVOL_BYTES: '16MiB',
  IMG_EVOL_BYTES: '0',
  IMG_MODULE_CACHE_BYTES: '0',
  // The Cache API does not say what it has: one would be made again and again, and never used.
  IMG_MEZZANINE_BYTES: '0',
  IMG_RENDERERS: '4',
  IMG_RENDER_BYTES: '96MiB',
  IMG_REFINE: 'off',
  IMG_METRICS: 'off',
};

/** With codecs of its own: they and a picture take all the memory there is (0107). */
export const wasmDefaults: Readonly<Record<string, string>> = { ...aloneDefaults, IMG_MVOL_BYTES: '0' };
