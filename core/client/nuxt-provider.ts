// A provider for Nuxt Image (https://image.nuxt.com/advanced/custom-provider).
import { type ImgOptions, imgUrl } from './img-url.ts';
import { originOf, sourceOfPage } from './source-of-page.ts';

interface NuxtImage {
  readonly modifiers?: ImgOptions;
  /** Of this server, as browsers reach it. */
  readonly baseURL?: string;
  /** Where the dialect of IPX is mounted, like `/_ipx`: then its URLs are written instead of ours. */
  readonly mount?: string;
}

// Nuxt's words for fits are sharp's; its own provider makes the box smaller until the picture fills it.
const fits: Readonly<Record<string, ImgOptions>> = {
  cover: { fit: 'cover', 'bound-box': true },
  contain: { fit: 'pad', 'bound-box': true },
  fill: { fit: 'squeeze', 'bound-box': true },
  inside: { fit: 'scale-down' },
  outside: { fit: 'outside', 'bound-box': true },
};

/** Modifiers that Nuxt has no word for are options of ours, and written as they are. */
export function getImage(src: string, { modifiers = {}, baseURL, mount }: NuxtImage = {}): { url: string } {
  const { width, height, fit, format, quality, background, ...others } = modifiers;
  const start = originOf(baseURL);
  if (mount !== undefined) return { url: `${start}${mount}/${writeIpx(modifiers)}/${src.replace(/^\/+/, '')}` };
  const fitted = fit === undefined ? (width && height ? fits.cover : {}) : (fits[String(fit)] ?? { fit });
  const options = { w: width, h: height, ...fitted, f: format ?? 'auto', q: quality, background, ...others };
  return { url: start + imgUrl(sourceOfPage(src), options) };
}

const short: Readonly<Record<string, string>> = { format: 'f', quality: 'q', background: 'b', width: 'w', height: 'h' };

function writeIpx({ width, height, ...others }: ImgOptions): string {
  const size: ImgOptions = width && height ? { s: `${width}x${height}` } : { width, height };
  const items = Object.entries({ ...others, ...size }).filter(([, value]) => value !== undefined);
  const text = ([name, value]: (typeof items)[number]) =>
    `${short[name] ?? name}_${encodeURIComponent(String(value).replace(/^#/, ''))}`;
  return items.map(text).join('&') || '_';
}
