// The few calls of the file system that pVol is made of, in one place, so that tests can make each of them fail.
import * as fs from 'node:fs/promises';

export type Disk = Pick<typeof fs, 'link' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'stat' | 'unlink'>;

export const realDisk: Disk = fs;
