// The yardstick that every server has at hand: Debian's vipsthumbnail, a process for each picture.
import { spawnSync } from 'node:child_process';

/** False where it is not installed; says so. */
export function hasVipsthumbnail(): boolean {
  const found = spawnSync('vipsthumbnail', ['--version']).status === 0;
  if (!found) console.log('  (vipsthumbnail is not installed: no comparison with it; package libvips-tools)');
  return found;
}

/** CPU milliseconds of one picture, from `times` in a row: its figures have a resolution of 10 ms. */
export function cpuOfVipsthumbnail(file: string, output: string, times: number): number {
  const loop = `for i in $(seq ${times}); do vipsthumbnail "$0" --size 512x -o "$1" || exit 1; done`;
  const script = `export VIPS_CONCURRENCY=1 TIMEFORMAT='%U %S'; time (${loop})`;
  const { status, stderr } = spawnSync('bash', ['-c', script, file, output], { encoding: 'utf8' });
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0) throw new Error(`vipsthumbnail failed: ${stderr}`);
  return ((user + system) * 1000) / times;
}
