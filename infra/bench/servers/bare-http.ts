// The yardstick for hits: node:http that answers one fixed response. Arguments: port, body file, headers as JSON.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '0', bodyFile = '', headerText = '[]'] = process.argv.slice(2);
const body = readFileSync(bodyFile);
const headers: string[] = JSON.parse(headerText);

createServer((_incoming, outgoing) => {
  outgoing.writeHead(200, headers).end(body);
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
