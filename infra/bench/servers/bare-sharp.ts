// The yardstick for renders: one sharp chain in a bare script. Reads one JSON task a line, answers one line when done.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

interface Task {
  file: string;
  width: number;
  format: 'jpeg' | 'webp' | 'avif' | 'png';
  options: object;
  times: number;
  concurrency: number;
  /** Sigma of a sharpening and factor of a contrast, behind the resize. */
  effects?: { readonly sharpen: number; readonly contrast: number };
}

sharp.cache(false);
sharp.concurrency(1);

async function renderOnce({ file, width, format, options, effects }: Task): Promise<void> {
  const image = sharp(await readFile(file), { failOn: 'error' })
    .autoOrient()
    .resize({ width });
  if (effects !== undefined) {
    const { sharpen, contrast } = effects;
    image.sharpen({ sigma: sharpen }).linear(contrast, 128 * (1 - contrast));
  }
  await image.toFormat(format, options).toBuffer();
}

async function run(task: Task): Promise<void> {
  let left = task.times;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await renderOnce(task);
    }
  };
  await Promise.all(Array.from({ length: task.concurrency }, lane));
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  await run(JSON.parse(line) as Task);
  process.stdout.write('done\n');
}
