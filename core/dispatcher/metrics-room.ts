// GET /metrics: what a target counts, as text for whoever collects it. It waits for no gate.

import { noStore } from '../policy/cache-control.ts';
import { guardHeaders } from './guard-headers.ts';
import { requireMethod } from './methods.ts';
import type { Answer } from './visit.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

export function createMetricsRoom(read: () => Promise<MetricsText>): Answer {
  return async ({ request }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    const { contentType, text } = await read();
    const body = new TextEncoder().encode(text);
    const described = { 'Content-Type': contentType, 'Content-Length': String(body.byteLength) };
    return new Response(body, { headers: { ...guardHeaders, 'Cache-Control': noStore, ...described } });
  };
}
