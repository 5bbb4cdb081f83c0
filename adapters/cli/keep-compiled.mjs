// Code that V8 has compiled once, types already stripped, is kept on disk: a start takes less than half the CPU (decision 0057).
// Not where Node keeps it by itself: that is a directory of the system's that other users could fill first.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Where that cannot be written nothing is kept, and everything runs as ever.
module.enableCompileCache?.(fileURLToPath(new URL('../../node_modules/.cache/imageserver', import.meta.url)));
