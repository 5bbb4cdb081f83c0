// The Node server, started as a user starts it.
import { startServed } from '../../contract/served-target.ts';
import { targetContract } from '../../contract/target.contract.ts';

targetContract('the Node server', { start: startServed });
