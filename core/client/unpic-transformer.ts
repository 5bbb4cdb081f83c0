// A transformer for unpic and the image components made of it (https://unpic.pics/lib), in the form of its providers.
import { type ImgOptions, imgUrl } from './img-url.ts';
import { originOf, sourceOfPage } from './source-of-page.ts';

interface TransformerRules {
  /** Of this server, as browsers reach it. */
  readonly origin?: string;
  /** Where the dialect of Cloudflare is mounted, like `/cdn-cgi/image`: then its URLs are written instead of ours. */
  readonly mount?: string;
}

/** `width`, `height`, `format` and `quality`, and further options of ours; covers a box unless `fit` says otherwise. */
export function transform(src: string | URL, operations: ImgOptions, { origin, mount }: TransformerRules = {}): string {
  const { width, height, format = 'auto', quality, ...others } = operations;
  const [w, h] = [width, height].map((side) => side && Math.round(Number(side)));
  const start = originOf(origin);
  const name = String(src);
  const options = { w, h, fit: 'cover', f: format, q: quality, ...others };
  if (mount === undefined) return start + imgUrl(sourceOfPage(name), options);
  const known = Object.entries({ ...options, f: format === 'jpg' ? 'jpeg' : format }).filter(
    ([, value]) => value !== undefined,
  );
  const text = known.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join(',');
  return `${start}${mount}/${text}/${name.replace(/^\/+/, '').replaceAll('?', '%3F')}`;
}
