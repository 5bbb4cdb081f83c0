// GET /api/openapi.json and /api/docs: what can be asked of the server, for programs and for people. They tell nothing of
// what is stored, so nobody has to say who he is.
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { docsPage } from './openapi/docs-page.ts';
import { openApiDocument } from './openapi/document.ts';
import { unkept } from './refuse.ts';
import { refuseQuery } from './refuse-query.ts';
import type { Answer } from './visit.ts';

export function createOpenApiRoom(): Answer {
  let made: object | undefined;
  return ({ request, target }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    refuseQuery(target);
    made ??= openApiDocument();
    return jsonAnswer(200, made);
  };
}

export function createDocsRoom(): Answer {
  return ({ request, target }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    refuseQuery(target);
    const nonce = crypto.randomUUID();
    return new Response(docsPage(nonce), {
      headers: {
        ...unkept,
        'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        'Content-Type': 'text/html; charset=utf-8',
      },
    });
  };
}
