// Cloudflare Worker or Snippet in front of the server: keeps answers under the URL and the folded Accept. Cloudflare's own
// cache looks at no Vary but by a rule (Vary for images, Pro and up), so the key is made here. Purge by tag: the server
// says IMG_PURGE_KEYS=Cache-Tag.
const typeOf = (element) => element.split(';', 1)[0].trim();
const isWanted = (element) =>
  !element
    .split(';')
    .slice(1)
    .some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter.trim()));

export function folded(accept) {
  const taken = (accept ?? '').toLowerCase().split(',').filter(isWanted).map(typeOf);
  return [...['image/avif', 'image/webp'].filter((type) => taken.includes(type)), '*/*'].join(',');
}

export default {
  async fetch(request, _env, context) {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' || !/^\/(img|original)\//.test(pathname)) return fetch(request);
    const accept = folded(request.headers.get('accept'));
    // Only ever a name in the cache: no request is made for it.
    const key = new Request(
      `${request.url}${request.url.includes('?') ? '&' : '?'}accept=${encodeURIComponent(accept)}`,
      {
        headers: conditionsOf(request.headers),
      },
    );
    const kept = await caches.default.match(key);
    if (kept !== undefined) return kept;
    const answer = await fetch(new Request(request, { headers: { ...Object.fromEntries(request.headers), accept } }), {
      cf: { cacheTtl: -1 },
    });
    if (answer.status !== 200) return answer;
    // A Vary in what is put would keep it from being found: the key has it already.
    const entry = new Response(answer.clone().body, answer);
    entry.headers.delete('vary');
    context.waitUntil(caches.default.put(new Request(key.url), entry));
    return answer;
  },
};

// What the cache answers itself: 304 and 206.
function conditionsOf(headers) {
  const names = ['if-none-match', 'if-modified-since', 'range'];
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : [])));
}
