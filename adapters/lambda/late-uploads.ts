// Resumable uploads that are loaded with the first request of one: most sandboxes never see any.
import type { Limits, ResumableUploads, StagedUploads } from '../../core/index.ts';

/** What nobody ended is the bucket's to expire: nothing runs here between requests. */
export function createLateUploads(
  place: StagedUploads,
  { uploadBytes: maxBytes }: Pick<Limits, 'uploadBytes'>,
): ResumableUploads {
  let loading: Promise<ResumableUploads> | undefined;
  const load = async () => {
    const { openTusUploads } = await import('../uploads/tus/open-tus-uploads.ts');
    return openTusUploads({ place, maxBytes });
  };
  return {
    async answer(...given) {
      loading ??= load();
      return (await loading).answer(...given);
    },
  };
}
