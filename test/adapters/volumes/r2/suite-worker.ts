// The suite of R2 as it runs inside workerd.
import { persistentVolumeContract } from '../../../contract/persistent-volume.contract.ts';
import { omitted } from '../s3/omitted.ts';
import { openedVolume, suite } from './opened-volume.ts';
import { writesSuite } from './writes-suite.ts';

persistentVolumeContract('an R2 bucket', { open: async () => openedVolume().volume, omits: omitted });

writesSuite();

export default suite.handler;
