// Scripts of other origins at the management API: none, unless a setting names theirs. The token is what opens it; this
// only lets a page that has one send it (uploads from a browser).
import { allowsOrigin, type Origins } from '../policy/origins.ts';
import type { Fields } from './delivery-fields.ts';
import { guardHeaders } from './guard-headers.ts';
import type { Target } from './target.ts';

export type ApiCors = (
  request: Request,
  target: Target,
  answer: () => Response | Promise<Response>,
) => Response | Promise<Response>;

// A wildcard does not stand for Authorization (Fetch standard, CORS-safelisted headers).
const preflight: Fields = {
  ...guardHeaders,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, *',
  'Access-Control-Max-Age': '7200',
};

export function createApiCors(origins: Origins): ApiCors {
  if (origins !== '*' && origins.length === 0) return (_request, _target, answer) => answer();
  return async (request, target, answer) => {
    const origin = request.headers.get('origin');
    if (origin === null || !/^\/api(\/|$|\?)/.test(target.raw) || !allowsOrigin(origins, origin)) return answer();
    const readable = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': '*', Vary: 'Origin' };
    // It has no token: browsers ask before they send one.
    const asks = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    if (asks) return new Response(null, { status: 204, headers: { ...preflight, ...readable } });
    const response = await answer();
    for (const [name, value] of Object.entries(readable)) response.headers.set(name, value);
    return response;
  };
}
