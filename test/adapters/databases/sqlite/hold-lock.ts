// A process of its own for the tests of the lock: takes it, says so, and stays until it is killed.
import { lockDirectory } from '../../../../adapters/databases/sqlite/lock-directory.ts';

try {
  await lockDirectory(process.argv[2] ?? '');
  console.log('held');
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
