// A loader for next/image (https://nextjs.org/docs/app/api-reference/components/image#loader).
import { type ImgOptions, imgUrl } from './img-url.ts';
import { originOf, sourceOfPage } from './source-of-page.ts';

interface NextImage {
  readonly src: string;
  readonly width: number;
  readonly quality?: number | undefined;
}

export interface NextLoaderRules {
  /** Of this server, as browsers reach it; without one, the page's own. */
  readonly origin?: string;
  /** Where the dialect of Next.js is mounted, like `/_next/image`: then its URLs are written instead of ours. */
  readonly mount?: string;
  /** Further options of all images, under the names that our URLs have. */
  readonly options?: ImgOptions;
}

/** Without a quality, ours has the default of the format, and Next's 75. */
export function createNextLoader({ origin, mount, options }: NextLoaderRules = {}): (image: NextImage) => string {
  const start = originOf(origin);
  return ({ src, width, quality }) => {
    if (mount !== undefined) return `${start}${mount}?url=${encodeURIComponent(src)}&w=${width}&q=${quality ?? 75}`;
    return start + imgUrl(sourceOfPage(src), { w: width, f: 'auto', q: quality, ...options });
  };
}
