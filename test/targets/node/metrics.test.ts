// /metrics from outside: what happened is in it.
import { expect, it, onTestFinished } from 'vitest';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

async function served(settings: Record<string, string> = {}): Promise<Served> {
  const server = await serve(await scratchFolder(), settings);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

async function figuresOf(server: Served): Promise<Map<string, number>> {
  const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.token}` } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const rows = (await answer.text()).split('\n').filter((line) => /^\w/.test(line));
  return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(' ')), Number(row.slice(row.lastIndexOf(' ')))]));
}

async function ask(server: Served, target: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(server.url + target, init);
  await answer.bytes();
  return answer;
}

it('counts requests by outcome, results by where they came from, renders, uploads and what volumes hold', async () => {
  const server = await served();
  const body = new Uint8Array(await drawPicture('png', { width: 40, height: 30 }));
  const headers = { authorization: `Bearer ${server.token}` };
  await ask(server, '/api/images/x.png', { method: 'PUT', body, headers });
  const rendered = await ask(server, '/img/w=8/x.png');
  for (let hit = 0; hit < 5; hit += 1) await ask(server, '/img/w=8/x.png');
  const tag = rendered.headers.get('etag') ?? '';
  await ask(server, '/img/w=8/x.png', { headers: { 'if-none-match': tag } });
  await ask(server, '/img/w=9/x.png', { method: 'HEAD' });
  await ask(server, '/img/w=8/nothing.png');
  const figures = await figuresOf(server);
  const expected: Record<string, number> = {
    'requests_total{room="image",method="PUT",status="201"}': 1,
    'requests_total{room="img",method="GET",status="200"}': 6,
    'requests_total{room="img",method="GET",status="304"}': 1,
    'requests_total{room="img",method="GET",status="404"}': 1,
    'results_total{from="rendered"}': 1,
    'results_total{from="mVol"}': 5,
    'results_total{from="plan"}': 2,
    'render_seconds_count{format="png"}': 1,
    uploads_total: 1,
    render_queue_seconds_count: 1,
    upload_bytes_total: body.byteLength,
    'pvol_sync_seconds_count{what="file"}': 1,
    'pvol_sync_seconds_count{what="directory"}': 1,
    images: 1,
  };
  for (const [name, value] of Object.entries(expected))
    expect([name, figures.get(`imageserver_${name}`)]).toEqual([name, value]);
  expect(figures.get('imageserver_mvol_used_bytes')).toBeGreaterThan(100);
  expect(figures.get('imageserver_data_free_bytes')).toBeGreaterThan(0);
  expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
});
