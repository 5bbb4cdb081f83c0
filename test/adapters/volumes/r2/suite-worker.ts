// The suite of R2 as it runs inside workerd.
import { databaseContract } from '../../../contract/database.contract.ts';
import { persistentVolumeContract } from '../../../contract/persistent-volume.contract.ts';
import { omitted } from '../s3/omitted.ts';
import { configSuite, openedConfig } from './config-suite.ts';
import { openedVolume, suite } from './opened-volume.ts';
import { resultsSuite } from './results-suite.ts';
import { writesSuite } from './writes-suite.ts';

persistentVolumeContract('an R2 bucket', { open: async () => openedVolume().volume, omits: omitted });
databaseContract('configuration in R2', () => openedConfig().open());
writesSuite();
configSuite();
resultsSuite();

export default suite.handler;
