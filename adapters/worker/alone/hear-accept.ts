// What a client takes, as far as the engine makes it: a format is not negotiated that would be refused afterwards.

/** The request without AVIF among what it accepts. */
export function withoutAvif(request: Request): Request {
  const accept = request.headers.get('accept') ?? '';
  if (!/image\/avif/i.test(accept)) return request;
  const heard = new Request(request);
  const others = accept.split(',').filter((type) => !/^\s*image\/avif\b/i.test(type));
  heard.headers.set('accept', others.join(','));
  return heard;
}
