// Which files below a folder this process holds open, where the system tells.
import { existsSync, readdirSync, readlinkSync } from 'node:fs';

const descriptors = '/proc/self/fd';

/** Undefined where the system doesn't tell, which it prints. */
export function openFiles(folder: string): string[] | undefined {
  if (!existsSync(descriptors)) {
    console.info('not checked: open descriptors, this system does not list them');
    return undefined;
  }
  return readdirSync(descriptors)
    .map(targetOf)
    .filter((path) => path.startsWith(folder));
}

// The descriptor of the listing itself is closed by now.
function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`${descriptors}/${descriptor}`);
  } catch {
    return '';
  }
}
