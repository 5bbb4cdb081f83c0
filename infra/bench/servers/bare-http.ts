// The yardstick for hits: node:http that answers one fixed response, or 304 to its tag. Arguments: port, body file,
// headers as JSON.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '0', bodyFile = '', headerText = '[]'] = process.argv.slice(2);
const body = readFileSync(bodyFile);
const headers: string[] = JSON.parse(headerText);
const pairs = headers.flatMap((name, place) => (place % 2 === 0 ? [[name, headers[place + 1] ?? ''] as const] : []));
const etag = pairs.find(([name]) => name.toLowerCase() === 'etag')?.[1];
const notModified = pairs.filter(([name]) => !/^content-(type|length|disposition)$/i.test(name)).flat();

createServer((incoming, outgoing) => {
  if (etag !== undefined && incoming.headers['if-none-match'] === etag) outgoing.writeHead(304, notModified).end();
  else outgoing.writeHead(200, headers).end(body);
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
