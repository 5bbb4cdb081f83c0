// A request as a function URL tells the function of it, payload format 2.0.
import type { IncomingMessage } from 'node:http';
import type { UrlEvent } from '../../../adapters/lambda/url-event.ts';

// What a function URL takes for text; all else comes in base64.
const textual = /^(text\/|application\/(json|javascript|xml|[^;]*\+(json|xml)))/;

export function urlEventOf(request: IncomingMessage, body: Buffer): UrlEvent {
  const { method = '', url = '', rawHeaders, socket } = request;
  const mark = url.indexOf('?');
  const fields = new Map<string, string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = Buffer.from(rawHeaders[at + 1] ?? '', 'latin1').toString();
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before},${value}`);
  }
  const cookies = fields.get('cookie')?.split(/; */);
  const sourceIp = socket.remoteAddress ?? '';
  for (const name of ['cookie', 'connection', 'transfer-encoding']) fields.delete(name);
  fields.set('x-forwarded-for', sourceIp);
  const isText = textual.test(fields.get('content-type') ?? '');
  return {
    version: '2.0',
    rawPath: mark === -1 ? url : url.slice(0, mark),
    rawQueryString: mark === -1 ? '' : url.slice(mark + 1),
    headers: Object.fromEntries(fields),
    ...(cookies && { cookies }),
    requestContext: { http: { method, sourceIp } },
    ...(body.byteLength > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.byteLength > 0 && !isText,
  };
}
