// Cloudflare's function folds Accept as the server does, and keeps what it may.
import fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { foldAccept } from '../../../core/policy/negotiation.ts';
import { accepts, anyAccept } from './accepts.ts';

// As a CDN takes it: plain JavaScript, without types.
const { default: worker, folded } = await import(
  new URL('../../../infra/cdn/cloudflare/fold-accept.mjs', import.meta.url).href
);

const spellings = {
  'avif-webp': 'image/avif,image/webp,*/*',
  avif: 'image/avif,*/*',
  webp: 'image/webp,*/*',
  none: '*/*',
} as const;
it('Cloudflare’s function folds as the server does', () => {
  fc.assert(
    fc.property(anyAccept, (accept) => {
      expect(folded(accept)).toBe(spellings[foldAccept(accept)]);
    }),
  );
  expect(folded(null)).toBe('*/*');
});

it('Cloudflare’s function keeps at most four answers of a URL, and gives nobody another one’s', async () => {
  const kept = new Map<string, Response>();
  const cache = {
    match: async ({ url }: Request) => kept.get(url)?.clone(),
    put: async ({ url }: Request, answer: Response) => void kept.set(url, answer),
  };
  const asked: string[] = [];
  vi.stubGlobal('caches', { default: cache });
  vi.stubGlobal('fetch', async ({ headers }: Request) => {
    const accept = headers.get('accept') ?? '';
    asked.push(accept);
    return new Response(foldAccept(accept), { headers: { vary: 'Accept' } });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  for (const accept of [...accepts, ...accepts]) {
    const late: Promise<unknown>[] = [];
    const request = new Request('https://example.com/img/w=9,f=auto/x.jpg', { headers: { accept } });
    const answer = await worker.fetch(request, {}, { waitUntil: (work: Promise<unknown>) => late.push(work) });
    expect(await answer.text()).toBe(foldAccept(accept));
    await Promise.all(late);
  }
  expect(asked).toHaveLength(4);
});
