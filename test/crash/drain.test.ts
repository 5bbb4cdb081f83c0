// CS-25: SIGTERM while uploads are under way. What was accepted is answered and kept, and the exit is a clean one.
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { sha256 } from '../support/bytes.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { type Served, serve } from '../support/served.ts';
import { tinyPng } from './tiny-png.ts';

const uploads = 12;
const settings = { IMG_EVOL_BYTES: '0', IMG_RENDERERS: '0' };

interface Halfway {
  /** Sends the body; resolves with all that the server said. */
  finish(): Promise<string>;
}

/** An upload whose body the server has asked for and not got yet. */
function beginUpload({ port, token }: Served, name: string, body: Uint8Array): Promise<Halfway> {
  const socket = connect(port, '127.0.0.1');
  const fields = `Host: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close`;
  socket.write(`PUT /api/images/${name} HTTP/1.1\r\n${fields}\r\n\r\n`);
  let said = '';
  const ended = new Promise<string>((resolve) => {
    socket.on('error', (error) => (said += ` ${error.message}`));
    socket.on('close', () => resolve(said));
  });
  const finish = () => {
    socket.write(body);
    return ended;
  };
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`Expected 100 Continue but received ${said}`)));
    socket.on('data', (chunk) => {
      said += chunk;
      if (said.includes('100 Continue')) resolve({ finish });
    });
  });
}

async function served(data: string): Promise<Served> {
  const server = await serve(data, settings);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

it('uploads that were accepted before SIGTERM are answered, are there afterwards, and the exit code is 0', async () => {
  const data = await scratchFolder();
  const server = await served(data);
  const bodies = Array.from({ length: uploads }, (_, serial) => tinyPng(serial, 3000));
  const halfway = await Promise.all(bodies.map((body, index) => beginUpload(server, `${index}.png`, body)));
  const stopped = server.stop('SIGTERM');
  const answers = await Promise.all(halfway.map(({ finish }) => finish()));
  expect(answers.map((said) => /HTTP\/1\.1 (\d+) (?!Continue)/.exec(said)?.[1])).toEqual(bodies.map(() => '201'));
  expect(await stopped).toBe(0);

  const again = await served(data);
  for (const [index, body] of bodies.entries()) {
    const bytes = await (await fetch(`${again.url}/original/${index}.png`)).arrayBuffer();
    expect(sha256(new Uint8Array(bytes))).toBe(sha256(body));
  }
  console.info(`CS-25 SIGTERM under load: 1 cycle, ${uploads} acknowledged, 0 lost, 0 resurrected; exit code 0`);
}, 120_000);

it('a second SIGTERM ends at once, and loses nothing that was acknowledged', async () => {
  const data = await scratchFolder();
  const server = await served(data);
  const headers = { authorization: `Bearer ${server.token}` };
  const body = new Uint8Array(tinyPng(1));
  expect((await fetch(`${server.url}/api/images/kept.png`, { method: 'PUT', body, headers })).status).toBe(201);
  // One that never comes to its end would hold the first signal up for seconds.
  await beginUpload(server, 'half.png', tinyPng(2));
  const ended = server.stop('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.process.kill('SIGTERM');
  expect(await ended).toBe(130);
  const again = await served(data);
  expect((await fetch(`${again.url}/original/kept.png`)).status).toBe(200);
  expect((await fetch(`${again.url}/original/half.png`)).status).toBe(404);
}, 120_000);
