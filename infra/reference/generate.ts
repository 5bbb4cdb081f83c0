// `npm run reference`: writes the generated reference into the checkout.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { referencePages } from './pages.ts';
import { folder, referencePictures } from './pictures.ts';
import { looksTheSame, readIfThere } from './same-picture.ts';

const root = new URL('../../', import.meta.url);
for (const { path, text } of await referencePages(root)) {
  await writeFile(new URL(path, root), text);
  process.stdout.write(`${path}\n`);
}

const pictures = await referencePictures();
await mkdir(new URL(folder, root), { recursive: true });
for (const { path, bytes } of pictures) {
  const old = await readIfThere(new URL(path, root));
  // Another version of an encoder is no reason to commit every picture again.
  if (old !== undefined && (await looksTheSame(old, bytes))) continue;
  await writeFile(new URL(path, root), bytes);
  process.stdout.write(`${path}\n`);
}
const kept = new Set(pictures.map(({ path }) => path));
for (const name of await readdir(new URL(folder, root))) {
  if (!kept.has(`${folder}/${name}`)) await rm(new URL(`${folder}/${name}`, root));
}
