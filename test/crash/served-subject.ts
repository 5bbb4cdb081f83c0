// The real server as a subject, over HTTP; its backups are made by the real command beside it.
import { type ChildProcess, spawn } from 'node:child_process';
import { sha256 } from '../support/bytes.ts';
import { product, type Served, serve } from '../support/served.ts';
import type { State } from './expected-state.ts';
import type { Answer, Start, Subject } from './subject.ts';
import { tinyPng } from './tiny-png.ts';

const settings = { IMG_EVOL_BYTES: '0', IMG_RENDERERS: '0' };

/** `command`: the program; the product where it is left out. */
export function startServed(command?: string): Start {
  return async (dataDirectory) => subjectOf(await serve(dataDirectory, settings, command), dataDirectory, command);
}

function subjectOf(server: Served, dataDirectory: string, command = product): Subject {
  const backups = new Set<ChildProcess>();
  const headers = { authorization: `Bearer ${server.token}` };

  async function change(method: string, name: string, body?: Uint8Array): Promise<Answer> {
    try {
      const sent = body === undefined ? {} : { body: new Uint8Array(body) };
      const answer = await fetch(`${server.url}/api/images/${name}`, { method, headers, ...sent });
      await answer.arrayBuffer();
      return answer.ok ? 'done' : 'refused';
    } catch {
      return 'unanswered';
    }
  }

  return {
    put: (name, serial) => change('PUT', name, tinyPng(serial)),
    remove: (name) => change('DELETE', name),

    async contents() {
      const found = new Map<string, State>();
      const page = await fetch(`${server.url}/api/images?limit=1000`, { headers });
      const { images } = (await page.json()) as { images: { name: string }[] };
      for (const { name } of images) {
        const answer = await fetch(`${server.url}/original/${name}`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        found.set(name, answer.status === 200 ? sha256(bytes) : `status ${answer.status}`);
      }
      return found;
    },

    backUp(destination) {
      const env = { PATH: process.env.PATH, IMG_DATA: dataDirectory };
      const child = spawn(process.execPath, [command, 'backup', destination], { env, stdio: 'ignore' });
      backups.add(child);
      return new Promise((resolve) => {
        child.once('exit', (code) => {
          backups.delete(child);
          resolve(code === null ? 'unanswered' : code === 0 ? 'done' : 'refused');
        });
      });
    },

    async kill() {
      for (const backup of backups) backup.kill('SIGKILL');
      await server.stop('SIGKILL');
    },
  };
}
