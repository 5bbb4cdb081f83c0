// nginx with one worker that serves files with given headers, as its manual advises for speed: the yardstick of hits.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './product.ts';

export interface Nginx {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

// These it writes itself.
const own = /^(content-type|content-length|etag|last-modified|date|connection|keep-alive|accept-ranges)$/i;

export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

/** Serves the files of `folder`; all of them have these headers. */
export async function startNginx(folder: string, headers: readonly (readonly [string, string])[]): Promise<Nginx> {
  const port = await freePort();
  const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? 'application/octet-stream';
  const lines = headers
    .filter(([name]) => !own.test(name))
    .map(([name, value]) => `add_header ${name} '${quoted(value)}';`);
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, type, lines));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  await answering(`http://127.0.0.1:${port}/`);
  return { pid: child.pid ?? 0, port, stop: () => stop(child) };
}

function quoted(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

function configuration(folder: string, port: number, type: string, lines: readonly string[]): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  keepalive_requests 1000000000;
  types {}
  default_type ${type};
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    ${lines.join('\n    ')}
  }
}
`;
}

async function answering(url: string): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Expected nginx to answer but it does not.');
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
