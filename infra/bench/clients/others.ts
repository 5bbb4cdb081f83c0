// Those who have nothing to do with what a server is troubled by: hits, and small pictures that have to be made. A process
// of its own, so that they are not late because of whoever sends the trouble. Arguments: the server's address, hits and
// renders a second. Any line begins, the next one ends and is answered with what came of it, as JSON.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { atRate, type Traffic } from '../open-loop.ts';

// Of another network than whoever sends the trouble.
const elsewhere = '127.0.9.1';

const [url = '', hitsPerSecond = '0', rendersPerSecond = '0'] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const said = (traffic: Traffic) => ({ millis: traffic.millis, statuses: [...traffic.statuses] });
let nth = 0;
const target = () => `${url}/img/w=${50 + Math.floor(Math.random() * 500)},q=${40 + (nth++ % 50)}/photo.jpg`;

process.stdout.write('ready\n');
while (!(await lines.next()).done) {
  const stop = new AbortController();
  const hits = atRate(Number(hitsPerSecond), () => `${url}/img/w=400/photo.jpg`, stop.signal, elsewhere);
  const asked = Number(rendersPerSecond);
  const renders = asked > 0 ? atRate(asked, target, stop.signal, elsewhere) : undefined;
  process.stdout.write('begun\n');
  await lines.next();
  stop.abort();
  const traffic = { hits: said(await hits), renders: renders && said(await renders) };
  process.stdout.write(`${JSON.stringify(traffic)}\n`);
}
