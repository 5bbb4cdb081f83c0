// What is no delivery goes to the origin as it is, and comes back as it is: uploads and downloads are streams.
import type { Target } from '../../../core/index.ts';
import { type AskOrigin, withoutHops } from '../../sources/origin/ask-origin.ts';
import type { Generations } from '../../volumes/cache-api/generations.ts';
import { changedBy } from './changes.ts';

export interface PassOnParts {
  readonly askOrigin: AskOrigin;
  readonly generations: Generations;
}

export type PassOn = (request: Request, context: ExecutionContext, target: Target) => Promise<Response>;

/** Fails as AskOrigin does. What changed an image is answered once the edge shows none of its old answers any more. */
export function createPassOn({ askOrigin, generations }: PassOnParts): PassOn {
  const pass = async (request: Request, target: Target): Promise<Response> => {
    const { method, headers } = request;
    const url = new URL(request.url);
    const text = target.room === 'purge' && method === 'POST' ? await request.text() : undefined;
    const address = headers.get('cf-connecting-ip');
    let answer: Response | undefined;
    try {
      const body = text ?? request.body;
      answer = await askOrigin({ method, target: target.raw, headers, body, address, url });
      return answer;
    } finally {
      const changed = changedBy({ target, method, text }, answer);
      if (changed !== undefined) await generations.begin(url.origin, changed);
    }
  };
  return async (request, context, target) => {
    const passing = pass(request, target);
    // Also when the client has left: the origin may have done it.
    context.waitUntil(passing.catch(() => {}));
    const { status, headers, body } = await passing;
    return new Response(body, { status, headers: withoutHops(headers) });
  };
}
