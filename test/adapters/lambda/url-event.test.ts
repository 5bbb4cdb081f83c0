import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUrlEvent, readUrlEvent, type UrlEvent } from '../../../adapters/lambda/url-event.ts';

function eventOf(more: Partial<UrlEvent> = {}, method = 'GET'): UrlEvent {
  const requestContext = { http: { method, sourceIp: '192.0.2.7' } };
  return { version: '2.0', rawPath: '/', rawQueryString: '', headers: {}, requestContext, ...more };
}

describe('an event of a function URL', () => {
  it('gives the target as the client sent it, which signatures are of', () => {
    const target = ({ rawPath, rawQueryString }: Pick<UrlEvent, 'rawPath' | 'rawQueryString'>) =>
      readUrlEvent(eventOf({ rawPath, rawQueryString })).arrival.target;
    expect(target({ rawPath: '/img/w=10/a%2Fb%20c.jpg', rawQueryString: 's=k1.a+b%2B' })).toBe(
      '/img/w=10/a%2Fb%20c.jpg?s=k1.a+b%2B',
    );
    expect(target({ rawPath: '/img/_/%zz//..', rawQueryString: '' })).toBe('/img/_/%zz//..');
  });

  it('joins what came apart: cookies are one field again, and fields that came twice stay joined', () => {
    const { request } = readUrlEvent(
      eventOf({ headers: { accept: 'image/avif,image/webp', 'x-a': '1,2' }, cookies: ['a=1', 'b=2'] }),
    );
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
    expect(request.headers.get('accept')).toBe('image/avif,image/webp');
    expect(request.headers.get('x-a')).toBe('1,2');
  });

  it('knows who asks', () => {
    expect(readUrlEvent(eventOf()).arrival.address()).toBe('192.0.2.7');
  });

  it('gives a binary body back byte for byte, with its length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (bytes) => {
        const body = Buffer.from(bytes).toString('base64');
        const { request } = readUrlEvent(eventOf({ body, isBase64Encoded: true }, 'PUT'));
        expect(request.headers.get('content-length')).toBe(String(bytes.byteLength));
        expect(Buffer.compare(new Uint8Array(await request.arrayBuffer()), bytes)).toBe(0);
      }),
    );
  });

  it('takes a body of text for UTF-8', async () => {
    const { request } = readUrlEvent(eventOf({ body: '{"name":"ä"}', isBase64Encoded: false }, 'POST'));
    expect(await request.json()).toEqual({ name: 'ä' });
  });

  it('drops a body that GET and HEAD have no use for', () => {
    for (const method of ['GET', 'HEAD']) expect(readUrlEvent(eventOf({ body: 'x' }, method)).request.body).toBeNull();
  });

  it('shows bytes of a field beyond ASCII as every server does, one character each', () => {
    const { request } = readUrlEvent(eventOf({ headers: { 'x-a': 'ä' } }));
    expect(Buffer.from(request.headers.get('x-a') ?? '', 'latin1').toString()).toBe('ä');
  });

  it('is refused as a bad request where no request can be made of it', () => {
    const odd = [eventOf({}, 'TRACE'), eventOf({}, 'a b'), eventOf({ headers: { 'x-a': 'a\nb' } })];
    for (const event of odd)
      expect(() => readUrlEvent(event)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });

  it('is told from others: of version 1, of a load balancer, of a schedule, none at all', () => {
    expect(isUrlEvent(eventOf())).toBe(true);
    const others = [
      undefined,
      null,
      {},
      { version: '1.0', path: '/', httpMethod: 'GET' },
      { requestContext: { elb: {} }, path: '/' },
      { source: 'aws.events' },
    ];
    expect(others.filter(isUrlEvent)).toEqual([]);
  });
});
