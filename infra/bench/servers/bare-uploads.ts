// What a volley of uploads does to the machine: node:http that receives each, throws it away, and answers hits meanwhile.
// Arguments: port, body file.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '0', bodyFile = ''] = process.argv.slice(2);
const body = readFileSync(bodyFile);

createServer((incoming, outgoing) => {
  if (incoming.method === 'GET') outgoing.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(body);
  else incoming.resume().once('end', () => outgoing.writeHead(201).end());
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
