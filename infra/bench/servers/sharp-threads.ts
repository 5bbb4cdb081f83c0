// A bare program that renders: argument 1 is libvips' threads, 2 how many renders at once, 3 the format, 4 the file.
// For every line it renders as often as that says, and answers with the milliseconds that it took.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

const [threads = '1', atOnce = '1', format = 'jpeg', file = ''] = process.argv.slice(2);
sharp.concurrency(Number(threads));
sharp.cache(false);
const bytes = await readFile(file);
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const begun = performance.now();
  let left = Number(line);
  const lane = async () => {
    for (; left > 0; left -= 1) {
      const image = sharp(bytes).resize(800);
      await (format === 'avif'
        ? image.avif({ quality: 50, effort: 0, chromaSubsampling: '4:2:0' })
        : image.jpeg()
      ).toBuffer();
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, lane));
  console.log(String(performance.now() - begun));
}
