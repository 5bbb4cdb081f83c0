// Traces of a server whose operator has registered a provider, and the quiet of one whose has not.
import { expect, it, onTestFinished } from 'vitest';
import { isTraced } from '../../../adapters/node/traces.ts';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { product, serve } from '../../support/served.ts';

interface Line {
  readonly span: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly kept: Readonly<Record<string, unknown>>;
  readonly status?: object;
}

it('a request is one trace: head, plan, read, render and write below it, and it below the client’s', async () => {
  const provider = './test/adapters/node/recording-provider.ts';
  const command = [process.execPath, '--import', provider, product, 'serve'];
  const server = await serve(await scratchFolder(), { IMG_RENDERERS: '0', IMG_EVOL_BYTES: '0' }, command);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const spans = (): Line[] =>
    server
      .printed()
      .err.split('\n')
      .filter((line) => line.startsWith('{"span"'))
      .map((line) => JSON.parse(line));
  const traced = (id: string) => ({ traceparent: `00-${id.repeat(32)}-${id.repeat(16)}-01` });
  const headers = { authorization: `Bearer ${server.token}`, ...traced('a') };
  const body = new Uint8Array(await drawPicture('png', { width: 40, height: 30 }));
  await fetch(`${server.url}/api/images/x.png`, { method: 'PUT', body, headers });
  await fetch(`${server.url}/img/w=10/x.png`, { headers: traced('b') });
  await fetch(`${server.url}/img/w=10/secret-name.png`, { headers: traced('c') });

  const of = (id: string) => spans().filter(({ traceId }) => traceId === id.repeat(32));
  const namesOf = (id: string) => new Set(of(id).map(({ span }) => span.replace('imageserver.', '')));
  expect(namesOf('a')).toEqual(new Set(['request', 'write']));
  expect(namesOf('b')).toEqual(new Set(['request', 'head', 'plan', 'read', 'render', 'write']));
  const request = of('b').find(({ span }) => span === 'imageserver.request');
  expect(request).toMatchObject({ parent: 'b'.repeat(16), kept: { 'http.response.status_code': 200 } });
  const below = of('b').filter(({ span }) => span !== 'imageserver.request');
  expect(below.every(({ parent }) => parent !== undefined && parent !== 'b'.repeat(16))).toBe(true);
  expect(JSON.stringify(of('c'))).not.toContain('secret-name');
});

it('where no provider is registered nothing is traced', () => {
  expect(isTraced()).toBe(false);
});
