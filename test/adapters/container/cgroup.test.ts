// What a container may use, from the files that kernels show: version 2, version 1, with a namespace and without one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readCgroup } from '../../../adapters/container/cgroup.ts';
import { containerDefaults } from '../../../adapters/container/container-defaults.ts';
import { readSettings } from '../../../core/index.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const gibibyte = 1024 ** 3;

async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return root;
}

it('version 2 says it in memory.max and cpu.max', async () => {
  const root = await machine({
    'proc/self/cgroup': '0::/',
    'sys/fs/cgroup/memory.max': String(gibibyte),
    'sys/fs/cgroup/cpu.max': '150000 100000',
  });
  expect(readCgroup(root)).toEqual({ memoryBytes: gibibyte, cpus: 1.5 });
});

it('the least of all that are around it counts', async () => {
  const root = await machine({
    'proc/self/cgroup': '0::/pod/server',
    'sys/fs/cgroup/pod/memory.max': String(gibibyte),
    'sys/fs/cgroup/pod/cpu.max': 'max 100000',
    'sys/fs/cgroup/pod/server/memory.max': String(2 * gibibyte),
    'sys/fs/cgroup/pod/server/cpu.max': '50000 100000',
  });
  expect(readCgroup(root)).toEqual({ memoryBytes: gibibyte, cpus: 0.5 });
});

it('version 1 has a folder for each, and a huge number for none', async () => {
  const own = '5:memory:/docker/x\n3:cpu,cpuacct:/docker/x\n1:name=systemd:/docker/x';
  const root = await machine({
    'proc/self/cgroup': own,
    // Without a namespace the path is the host's, and what is mounted is the container's own.
    'sys/fs/cgroup/memory/memory.limit_in_bytes': String(gibibyte),
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
  });
  expect(readCgroup(root)).toEqual({ memoryBytes: gibibyte, cpus: 2 });
  const free = await machine({
    'proc/self/cgroup': own,
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
  });
  expect(readCgroup(free)).toEqual({ memoryBytes: undefined, cpus: undefined });
});

it('where nothing is said nothing is limited', async () => {
  expect(readCgroup(await scratchFolder())).toEqual({ memoryBytes: undefined, cpus: undefined });
});

it('renderers follow the processors that may be used, and make room for one another where memory is short', () => {
  const renderersFor = (cpus: number | undefined, memoryBytes: number | undefined) =>
    readSettings(containerDefaults({ cpus, memoryBytes }, 8)).renderers;
  expect(renderersFor(undefined, undefined)).toBe(8);
  expect(renderersFor(1.5, undefined)).toBe(2);
  expect(renderersFor(0.1, undefined)).toBe(1);
  expect(renderersFor(32, undefined)).toBe(8);
  expect(renderersFor(undefined, gibibyte / 2)).toBe(2);
});

it('what is kept in RAM and what renders may take fit into the memory of the container', () => {
  for (const memoryBytes of [gibibyte, 2 * gibibyte, 16 * gibibyte]) {
    const { mVolBytes, moduleCacheBytes, renderBytes } = readSettings(
      containerDefaults({ cpus: undefined, memoryBytes }, 2),
    );
    expect(mVolBytes + moduleCacheBytes + (renderBytes ?? Infinity)).toBeLessThan(memoryBytes * 0.8);
  }
});
