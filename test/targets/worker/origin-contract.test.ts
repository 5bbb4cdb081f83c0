// The Worker in front of a Node server, in a real workerd.
import { targetContract } from '../../contract/target.contract.ts';
import { startOriginWorker, workerOmits } from '../../contract/worker-target.ts';

targetContract('the Worker in front of a server', { start: startOriginWorker, omits: workerOmits });
