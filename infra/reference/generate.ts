// `npm run reference`: writes the generated reference into the checkout.
import { writeFile } from 'node:fs/promises';
import { referencePages } from './pages.ts';

const root = new URL('../../', import.meta.url);
for (const { path, text } of await referencePages(root)) {
  await writeFile(new URL(path, root), text);
  process.stdout.write(`${path}\n`);
}
