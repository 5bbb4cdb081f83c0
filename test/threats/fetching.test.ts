// Threats T-01 to T-12 (fetching images from elsewhere), through both doors: an import and an image URL. What the fetcher
// alone refuses is in test/adapters/sources/http.
import { expect, it } from 'vitest';
import { isPublic, readAddress } from '../../core/index.ts';
import { otherServer } from '../adapters/sources/http/other-server.ts';
import { giving, openElsewhere } from '../core/dispatcher/elsewhere.ts';
import { bearer } from '../core/dispatcher/house.ts';
import { drawPicture } from '../core/dispatcher/pictures.ts';
import { addressesOf, closedHosts } from '../core/source/literals.ts';
import { readTree } from '../house/tree.ts';
import { checkWayOut } from '../house/way-out.ts';
import { openDoors } from './doors.ts';

const canaryServer = () => otherServer((_, response) => void response.end('reached'));
const refused = [400, 403, 502];
const urlAt = (host: string, port: number) => `http://${host}:${port}/a.jpg`;

it('T-01: 0.0.0.0, 0 and [::] get no connection', async () => {
  const canary = await canaryServer();
  const doors = await openDoors([canary.port], { loopback: false });
  for (const host of ['0.0.0.0', '0', '[::]']) {
    expect(await doors.knock(urlAt(host, canary.port)), host).toEqual([403, 403]);
  }
  expect([canary.connections, doors.dialled()]).toEqual([0, 0]);
});

it('T-02: hosts that are not public get no connection by either door: directly, by DNS, or by a redirect', async () => {
  const canary = await canaryServer();
  let answers: readonly string[] = [];
  let location = '';
  const hop = await otherServer((_, response) => void response.writeHead(302, { Location: location }).end());
  // The hop is there for one look at its name; whatever it names is judged as it is.
  let looks = 0;
  const resolve = async (name: string) => {
    looks += 1;
    return name === 'hop.example' ? ['127.0.0.1'] : answers;
  };
  const direct = await openDoors([canary.port], { loopback: false, resolve });
  const hopping = await openDoors([hop.port, canary.port], {
    resolve,
    allowsAddress: (address) => isPublic(address) || (looks === 1 && address.join('.') === '127.0.0.1'),
  });
  let tried = 0;
  for (const host of closedHosts) {
    answers = addressesOf(host);
    location = encodeURI(urlAt(host, canary.port)).replaceAll('%5B', '[').replaceAll('%5D', ']');
    for (const url of [urlAt(host, canary.port), urlAt('images.example', canary.port)]) {
      for (const status of await direct.knock(url)) expect(refused, url).toContain(status);
      tried += 2;
    }
    // One door after the other, each with its own look.
    looks = 0;
    const shown = await hopping.house.get(`/img/_/${encodeURIComponent(urlAt('hop.example', hop.port))}`);
    looks = 0;
    const imported = await hopping.house.ask('POST', '/api/images', {
      body: JSON.stringify({ url: urlAt('hop.example', hop.port) }),
      headers: { ...bearer, 'Content-Type': 'application/json' },
    });
    for (const { status } of [shown, imported]) expect(refused, host).toContain(status);
    tried += 2;
  }
  expect(hop.connections).toBe(2 * closedHosts.length);
  expect(direct.dialled()).toBe(hop.connections);
  expect(canary.connections).toBe(0);
  console.info(
    `T-02: ${closedHosts.length} hosts, ${tried / 2} ways through each of two doors: ${canary.connections} connections`,
  );
  // The control: the canary can be reached, and counts.
  const open = await openDoors([canary.port]);
  expect(await open.knock(urlAt('images.example', canary.port))).toEqual([415, 415]);
  expect(canary.connections).toBe(2);
});

it('T-03: every spelling of an address is folded by WHATWG, and judged as bytes', () => {
  const spellings = ['127.1', '01200034567', '012.1.2.3', '①②⑦.⓪.⓪.①', '127。0。0。1', '0x7f000001', '2130706433'];
  for (const spelling of spellings) {
    const address = readAddress(new URL(`http://${spelling}/`).hostname);
    expect(address, spelling).toHaveLength(4);
  }
  const closed = ['000:0:0000::01', '::fFFf:127.0.0.1', '::127.0.0.1', '168.63.129.16', '10.0.0.1', 'fe81::1'];
  for (const text of closed) {
    const bytes = readAddress(text);
    expect(bytes && isPublic(bytes), text).toBe(false);
  }
  // Other readers take a leading zero for octal: for us it is no address at all.
  expect(readAddress('012.1.2.3')).toBeUndefined();
});

it.each<[string, (time: number) => readonly string[]]>([
  ['turns inside after a first public answer', (time) => (time === 0 ? ['203.0.113.7'] : ['127.0.0.1'])],
  ['is public and inside at once', () => ['8.8.8.8', '127.0.0.1']],
  ['is public by IPv4 and inside by IPv6', () => ['8.8.8.8', '::1']],
  ['leads inside', () => ['10.0.0.1']],
])('T-04: a name whose DNS answer %s gets no connection in a thousand tries', async (_, answer) => {
  const canary = await canaryServer();
  let time = 0;
  const doors = await openDoors([canary.port], { loopback: false, resolve: async () => answer(time++) });
  for (let tries = 0; tries < 500; tries += 1) {
    expect(await doors.knock(`${urlAt('images.example', canary.port)}?${tries}`)).toEqual([403, 403]);
  }
  expect(time).toBe(1000);
  expect([canary.connections, doors.dialled()]).toEqual([0, 0]);
});

it('T-05: a URL that two parsers would read in two ways is refused before anything is resolved', async () => {
  const canary = await canaryServer();
  let resolved = 0;
  const resolve = async () => {
    resolved += 1;
    return ['127.0.0.1'];
  };
  const doors = await openDoors([canary.port], { loopback: false, resolve });
  const { port } = canary;
  for (const url of [
    `http://2130706433:${port}/`,
    `http://example.com\\@127.0.0.1:${port}/`,
    `http://a.example@127.0.0.1:${port}/`,
    `http:/\\127.0.0.1:${port}/`,
    `http://a.example:80@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}\\.a.example/`,
    `http://a.example\t:${port}/`,
    `http:///127.0.0.1:${port}/`,
  ]) {
    for (const status of await doors.knock(url)) expect([400, 403], url).toContain(status);
  }
  expect([canary.connections, doors.dialled(), resolved]).toEqual([0, 0, 0]);
});

it('T-06: a redirect inwards, to another scheme, down to http or without end is not followed by either door', async () => {
  const canary = await canaryServer();
  let location = '';
  const hop = await otherServer((_, response) => void response.writeHead(302, { Location: location }).end());
  const resolve = async (name: string) => (name === 'hop.example' ? ['127.0.0.1'] : ['169.254.169.254']);
  const doors = await openDoors([hop.port, canary.port], { resolve });
  for (const to of [
    'file:///etc/passwd',
    'http://metadata.example:80/',
    'ftp://hop.example/',
    'data:image/png;base64,AA==',
  ]) {
    location = to;
    for (const status of await doors.knock(urlAt('hop.example', hop.port))) expect([403, 502], to).toContain(status);
  }
  location = '/again';
  expect(await doors.knock(urlAt('hop.example', hop.port))).toEqual([502, 502]);
  expect(hop.connections).toBe(8 + 2 * 4);
  expect(canary.connections).toBe(0);
});

it('T-07: one folder opens connections, and a second one would be seen', () => {
  const product = readTree(['core', 'adapters']);
  expect(checkWayOut(product)).toEqual([]);
  const second = { path: 'adapters/node/second.ts', text: `import { request } from 'node:https';` };
  expect(checkWayOut([...product, second])).toHaveLength(1);
});

it('T-08: metadata services of clouds are sent no packet', async () => {
  const resolve = async (name: string) => (name === 'metadata.google.internal' ? ['169.254.169.254'] : ['8.8.8.8']);
  const doors = await openDoors([80], { loopback: false, resolve });
  const hosts = [
    ...['169.254.169.254', '2852039166', '169.254.170.2', '169.254.170.23', '[fd00:ec2::254]', '100.100.100.200'],
    ...['168.63.129.16', '192.0.0.192', 'metadata.google.internal'],
  ];
  for (const host of hosts) {
    for (const status of await doors.knock(`http://${host}:80/latest/meta-data/`))
      expect([403], host).toContain(status);
  }
  expect(doors.dialled()).toBe(0);
});

it('T-10: nothing that another server says about its bytes reaches the client', async () => {
  const photo = await drawPicture('jpg');
  const said = {
    'Content-Type': 'text/html',
    'Content-Disposition': 'attachment; filename="evil.html"',
    'Set-Cookie': 'evil=1',
    Vary: 'evil',
    Link: '<https://evil.example>; rel=preload',
    ETag: '"evil"',
    'Last-Modified': 'Wed, 01 Jan 2020 00:00:00 GMT',
    'X-Evil': 'evil',
    Refresh: '0; url=https://evil.example',
    'Access-Control-Allow-Origin': 'https://evil.example',
    'Content-Security-Policy': 'evil',
  };
  const { house, show } = await openElsewhere(giving(photo, said));
  await house.put('a.jpg', photo);
  const [theirs, ours] = [await show(), await house.get('/img/w=8/a.jpg')];
  expect(theirs.status).toBe(200);
  const differing = new Set(['cache-control', 'last-modified', 'cache-status', 'server-timing']);
  const fieldsOf = ({ headers }: Response) => [...headers].filter(([name]) => !differing.has(name));
  expect(fieldsOf(theirs)).toEqual(fieldsOf(ours));
  expect(JSON.stringify([...theirs.headers])).not.toMatch(/evil|2020/);
});

it('T-11: Host, X-Forwarded-* and the authority of a target change no answer and have nothing fetched', async () => {
  const canary = await canaryServer();
  const doors = await openDoors([canary.port], { loopback: false });
  const { house } = doors;
  await house.put('a.jpg', await drawPicture('jpg'));
  const answerOf = async (target: string, headers: Record<string, string> = {}) => {
    const answer = await house.get(target, headers);
    return [answer.status, [...answer.headers], await answer.bytes()];
  };
  await answerOf('/img/w=8/a.jpg');
  const clean = await answerOf('/img/w=8/a.jpg');
  const evil = `127.0.0.1:${canary.port}`;
  for (const name of [
    'Host',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'Forwarded',
    'X-Original-URL',
    'X-Rewrite-URL',
  ]) {
    expect(await answerOf('/img/w=8/a.jpg', { [name]: evil }), name).toEqual(clean);
  }
  expect(await answerOf(`http://${evil}/img/w=8/a.jpg`)).toEqual(clean);
  expect([canary.connections, doors.dialled()]).toEqual([0, 0]);
});
