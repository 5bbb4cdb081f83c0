// What a page calls an image, as the name of a stored one or the URL of one elsewhere.

/** `/photos/a.jpg` is the image `photos/a.jpg`; a query behind a path tells caches apart and no images. */
export function sourceOfPage(src: string): string {
  if (/^https?:\/\//i.test(src)) return src;
  const [path = ''] = src.split(/[?#]/, 1);
  return decodeURIComponent(path).replace(/^\/+/, '');
}

/** Of the server, without a slash at its end; '' is the page's own. */
export function originOf(origin = ''): string {
  return origin.replace(/\/+$/, '');
}
