// The server under Bun: what the Node target is, through Bun's own node: interfaces, with Bun in its render processes.
import { serve } from '../node/serve.ts';

// Bun has no permissions: of the fences around a render process those of the kernel are left.
await serve({ runtime: { open: [] } });
