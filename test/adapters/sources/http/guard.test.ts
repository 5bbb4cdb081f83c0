// Threats T-01 to T-08: whatever the URL, the resolver or a redirect say, nothing that is not public is dialled.
import { expect, it } from 'vitest';
import { addressesOf, closedHosts } from '../../../core/source/literals.ts';
import { otherServer, patience, sourcesOn } from './other-server.ts';

let tried = 0;

/** What it fails with; a URL that would be fetched fails the test. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  tried += 1;
  const failure = await work.then(
    () => new Error('it was fetched'),
    (error) => error,
  );
  return failure.code ?? failure.message;
}

it(`T-02: hosts that are not public get no connection, directly, as a resolver's answer, or by a redirect`, async () => {
  const canary = await otherServer((_, response) => void response.end('reached'));
  const guarded = sourcesOn([canary.port], { loopback: false });
  for (const host of closedHosts) {
    expect(await refusalOf(guarded(`http://${host}:${canary.port}/a.jpg`, patience())), host).toMatch(
      /^(forbidden|bad-request)$/,
    );
  }
  for (const host of closedHosts) {
    const resolved = sourcesOn([canary.port], { loopback: false, resolve: async () => addressesOf(host) });
    const work = resolved(`http://images.example:${canary.port}/a.jpg`, patience());
    expect(await refusalOf(work), host).toBe('forbidden');
  }
  let target = '';
  const door = await otherServer((_, response) => void response.writeHead(302, { Location: target }).end());
  // The door itself is reached by its name; what it names is judged by its address.
  const redirected = sourcesOn([door.port, canary.port], {
    allowsAddress: (address) => address.join('.') === '127.0.0.1' && target !== '' && door.connections === seen,
  });
  let seen = 0;
  for (const host of closedHosts) {
    target = encodeURI(`http://${host}:${canary.port}/a.jpg`).replaceAll('%5B', '[').replaceAll('%5D', ']');
    seen = door.connections;
    expect(await refusalOf(redirected(`http://images.example:${door.port}/`, patience())), host).toMatch(
      /^(forbidden|bad-source)$/,
    );
  }
  expect(door.connections).toBe(closedHosts.length);
  expect(canary.connections).toBe(0);
  console.info(`${tried} ways to reach what is not public: ${canary.connections} connections`);
});

it('T-04: a name is resolved once, and every one of its answers has to be public', async () => {
  const canary = await otherServer((_, response) => void response.end('reached'));
  let asked = 0;
  const changing = sourcesOn([canary.port], {
    loopback: false,
    resolve: async () => {
      asked += 1;
      return [asked === 1 ? '127.0.0.1' : '8.8.8.8'];
    },
  });
  expect(await refusalOf(changing(`http://images.example:${canary.port}/`, patience()))).toBe('forbidden');
  expect(asked).toBe(1);
  for (const answers of [
    ['8.8.8.8', '127.0.0.1'],
    ['2606:4700:4700::1111', '::1'],
    ['not an address'],
    ['::ffff:8.8.8.8'],
  ]) {
    const mixed = sourcesOn([canary.port], { loopback: false, resolve: async () => answers });
    expect(await refusalOf(mixed(`http://images.example:${canary.port}/`, patience())), answers.join()).toBe(
      'forbidden',
    );
  }
  const none = sourcesOn([canary.port], { loopback: false, resolve: async () => [] });
  expect(await refusalOf(none(`http://images.example:${canary.port}/`, patience()))).toBe('bad-source');
  expect(canary.connections).toBe(0);
});

it.each([
  ['to a file', 'file:///etc/passwd'],
  ['to data', 'data:image/png;base64,AA=='],
  ['with a password', 'http://user:secret@images.example/'],
  ['to a host that is not allowed', 'http://other.example/'],
  ['to nothing', undefined],
])('T-06: a redirect %s is not followed', async (_, location) => {
  const door = await otherServer((_, response) => {
    response.writeHead(302, location === undefined ? {} : { Location: location }).end();
  });
  const work = sourcesOn([door.port])(`http://images.example:${door.port}/`, patience());
  expect(await refusalOf(work)).toMatch(/^(forbidden|bad-source)$/);
  expect(door.connections).toBe(1);
});

it('T-06: three redirects are followed, a fourth is not', async () => {
  let left = 3;
  const door = await otherServer((_, response) => {
    if (left === 0) return void response.end('here');
    left -= 1;
    response.writeHead(307, { Location: '/on' }).end();
  });
  const source = sourcesOn([door.port]);
  const url = `http://images.example:${door.port}/`;
  expect(await new Response((await source(url, patience())).body as ReadableStream).text()).toBe('here');
  left = 4;
  expect(await refusalOf(source(url, patience()))).toBe('bad-source');
});
