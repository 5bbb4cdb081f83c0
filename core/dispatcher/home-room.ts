// GET /: the home page.
import { noStore } from '../policy/cache-control.ts';
import { guardHeaders } from './guard-headers.ts';
import type { HomePage } from './home-page/home-page.ts';
import { requireMethod } from './methods.ts';
import type { Answer } from './visit.ts';

/** `page` gets a nonce that is fresh for each answer, which is why none may be kept. */
export function createHomeRoom(page: (nonce: string) => HomePage): Answer {
  return ({ request }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    const { html, contentSecurityPolicy } = page(crypto.randomUUID());
    return new Response(html, {
      headers: {
        ...guardHeaders,
        'Cache-Control': noStore,
        'Content-Security-Policy': contentSecurityPolicy,
        'Content-Type': 'text/html; charset=utf-8',
      },
    });
  };
}
