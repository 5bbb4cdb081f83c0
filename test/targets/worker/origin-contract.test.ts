// The Worker in front of a Node server, in a real workerd.
import { targetContract } from '../../contract/target.contract.ts';
import { startOriginWorker, workerOmits } from '../../contract/worker-target.ts';

// Once in some fifteen runs the harness kept the answer to an upload that was refused half read (of 720 such to the
// server itself none was kept).
const patience = { timeout: 20_000, retry: 1 };

targetContract('the Worker in front of a server', { start: startOriginWorker, omits: workerOmits, patience });
