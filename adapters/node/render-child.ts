// What a render process runs: sharp behind the pool's pipe. Its one argument is a SharpEngineConfig as JSON.
import process from 'node:process';
import { serveTasks } from '../engines/pool/serve-tasks.ts';
import { createSharpEngine, type SharpEngineConfig } from '../engines/sharp/sharp-engine.ts';
import { warmUp } from '../engines/sharp/warm-up.ts';

const config = JSON.parse(process.argv[2] as string) as SharpEngineConfig;
const engine = createSharpEngine(config);
await warmUp();
serveTasks(engine);
