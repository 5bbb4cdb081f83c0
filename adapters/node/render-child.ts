// What a render process runs: sharp behind the pool's pipe. Its one argument is a SharpEngineConfig as JSON,
// with the names of third-party modules in place of these.
import process from 'node:process';
import { serveTasks } from '../engines/pool/serve-tasks.ts';
import { createSharpEngine, type SharpEngineConfig } from '../engines/sharp/sharp-engine.ts';
import { warmUp } from '../engines/sharp/warm-up.ts';
import { loadModules } from './load-modules.ts';

type Config = Omit<SharpEngineConfig, 'modules'> & { readonly modules?: readonly string[] };

const { modules = [], ...config } = JSON.parse(process.argv[2] as string) as Config;
const engine = createSharpEngine({ ...config, modules: await loadModules(modules) });
await warmUp();
serveTasks(engine);
