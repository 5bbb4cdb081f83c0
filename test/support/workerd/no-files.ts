// Stands for node:fs/promises in suites inside workerd: there are none.
export async function readFile(): Promise<never> {
  throw new Error('There are no files inside workerd.');
}
