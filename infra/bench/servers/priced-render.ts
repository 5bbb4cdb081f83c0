// One render in a fresh process, and what it took: peak of resident memory above the idle process, and CPU.
// Its one argument is a job as JSON; it prints a line of JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import { warmUp } from '../../../adapters/engines/sharp/warm-up.ts';
import { defaultLimits, type Ext, type RenderTask, type Shape } from '../../../core/index.ts';

export interface Job {
  readonly file: string;
  readonly byteLength: number;
  readonly shape: Shape;
  readonly task: Omit<RenderTask, 'source'>;
}

const inputs: readonly Ext[] = ['jpg', 'png', 'webp', 'gif', 'avif'];
const { file, byteLength, shape, task } = JSON.parse(process.argv[2] as string) as Job;
const engine = createSharpEngine({ limits: { ...defaultLimits, renderMillis: 60_000 }, inputs });
await warmUp();
const statusOf = (field: string) =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
// proc(5): 5 sets the peak of resident memory back to what it is now.
writeFileSync('/proc/self/clear_refs', '5');
const idle = statusOf('VmRSS');
const before = process.cpuUsage();
const source = { ext: shape.ext, byteLength, shape, path: file, bytes: async () => readFileSync(file) };
const { bytes } = await engine.render({ ...task, source });
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({ peakBytes: statusOf('VmHWM') - idle, millis: (user + system) / 1000, resultBytes: bytes.length }),
);
