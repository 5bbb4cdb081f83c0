#!/usr/bin/env node
// The `imageserver` command. Plain JavaScript: the guard must speak before anything that an old Node cannot read is loaded.
import './require-node.mjs';

const commands = {
  serve: async () => {
    const { serve } = await import('../node/serve.ts');
    await serve();
  },
  sign: async (args) => {
    const { sign } = await import('./sign.ts');
    await sign(args);
  },
};

const [name = 'serve', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`Expected a command of ${Object.keys(commands).join(', ')} but received "${name}".`);
  process.exit(2);
}
await command(args);
