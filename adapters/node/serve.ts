// `imageserver serve`: reads settings, opens the server, says where it is, and closes it on a signal.
import process from 'node:process';
import { readSettings } from '../../core/index.ts';
import type { Runtime } from '../engines/pool/runtime.ts';
import { readConfigFile } from './config-file.ts';
import { createJsonLines } from './json-lines.ts';
import { openServer, type RunningServer } from './open-server.ts';
import { sentenceOf } from './sentence-of.ts';

// sysexits.h: EX_CONFIG, for everything that keeps a server from starting.
const exitConfig = 78;

export interface Serving {
  /** The one that this is, and how it starts render processes, where that is not what Node does. */
  readonly runtime?: Runtime;
  /** What settings are where neither the environment nor the configuration file says it. */
  readonly defaults?: Readonly<Record<string, string>>;
}

export async function serve({ runtime, defaults = {} }: Serving = {}): Promise<void> {
  const tell = createJsonLines((line) => process.stderr.write(line));
  try {
    const settings = readSettings(process.env, { ...defaults, ...(await readConfigFile()) });
    const server = await openServer(settings, tell, runtime);
    // First: whoever reads the greeting may signal at once, and would end a server that does not listen for it yet.
    closeOnSignal(server);
    process.stdout.write(greeting(server));
  } catch (error) {
    process.stderr.write(`imageserver did not start: ${sentenceOf(error)}\n`);
    process.exit(exitConfig);
  }
}

function greeting(server: RunningServer): string {
  return `
  ImageServer  ${server.url}

  data   ${server.dataDirectory}
  token  kept in ${server.tokenKeptIn}

  Open the address in a browser to store a photo and see it transformed. Stop with Ctrl+C.

`;
}

function closeOnSignal(server: RunningServer): void {
  let closing = false;
  const close = () => {
    // A second signal means: now.
    if (closing) process.exit(130);
    closing = true;
    server.close().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`imageserver did not close cleanly: ${sentenceOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}
