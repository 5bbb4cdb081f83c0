#!/usr/bin/env node
// The `imageserver` command. Plain JavaScript: the guard must speak before anything that an old Node cannot read is loaded.
import './require-node.mjs';
import './keep-compiled.mjs';

const commands = {
  serve: async (args) => (await import('./serve.ts')).serveCommand(args),
  sign: async (args) => (await import('./sign.ts')).sign(args),
  verify: async (args) => (await import('./verify.ts')).verify(args),
  backup: async (args) => (await import('./backup.ts')).backup(args),
  restore: async (args) => (await import('./restore.ts')).restore(args),
  rebuild: async (args) => (await import('./rebuild.ts')).rebuild(args),
  stats: async (args) => (await import('./stats.ts')).stats(args),
  compact: async (args) => (await import('./compact.ts')).compact(args),
  help: async () => (await import('./help.ts')).help(),
};

const [first = 'serve', ...args] = process.argv.slice(2);
const name = first === '--help' ? 'help' : first;
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(`Expected a command of ${Object.keys(commands).join(', ')} but received "${name}".`);
  process.exit(64);
}
await command(args);
