import { persistentVolumeContract } from '../../../contract/persistent-volume.contract.ts';
import { omitted } from './omitted.ts';
import { openedVolume } from './opened-volume.ts';

persistentVolumeContract('a bucket', { open: async () => (await openedVolume()).volume, omits: omitted });
