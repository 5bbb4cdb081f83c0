// `wrangler dev` as the README starts it: a process of its own, with workerd's own network.
import { spawn } from 'node:child_process';
import process from 'node:process';

export interface WranglerDev {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends all of its processes. */
  stop(): Promise<void>;
}

export async function startWranglerDev(
  args: readonly string[],
  vars: Readonly<Record<string, string>>,
): Promise<WranglerDev> {
  const said = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const fixed = ['dev', ...args, '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0', ...said];
  const child = spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...fixed], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', CI: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // It starts workerd, which outlives it when it alone is ended.
    detached: true,
  });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
        const address = /Ready on (http:\/\/[\w.:]+)/.exec(printed)?.[1];
        if (address !== undefined) resolve(address);
      });
    }
    void ended.then(() => reject(new Error(`wrangler dev ended: ${printed}`)));
  });
  return {
    url,
    stop: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}
