// Files that an operations team takes over: the unit, the compose file, what Prometheus and Grafana are given.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serve } from '../support/served.ts';
import { programOrSkip } from './program.ts';

const here = 'infra/container';

let figures: Promise<string>;
beforeAll(async () => {
  const data = await mkdtemp(join(tmpdir(), 'imageserver-figures-'));
  const server = await serve(data, { IMG_METRICS: 'open', IMG_RENDERERS: '0', IMG_EVOL_BYTES: '0' });
  figures = fetch(`${server.url}/metrics`).then((answer) => answer.text());
  await figures;
  await server.stop('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

it('systemd takes the unit, and finds little that it is exposed to', ({ skip }) => {
  const analyze = programOrSkip('systemd-analyze', 'the unit of systemd');
  if (analyze === undefined) return skip();
  const unit = 'infra/systemd/imageserver.service';
  const text = readFileSync(unit, 'utf8');
  const call = (...args: readonly string[]) => execFileSync(analyze, args, { stdio: 'pipe' });
  // `verify` also wants the program to be there; what it runs is not what is tested here.
  if (existsSync('/usr/bin/node')) expect(() => call('verify', join(process.cwd(), unit))).not.toThrow();
  // 0 is nothing, 10 everything; 30 stands for 3.0.
  expect(() => call('security', '--offline=yes', '--threshold=30', unit)).not.toThrow();
  expect(text).toMatch(/^TimeoutStopSec=20$/m);
});

it('the compose file mounts files that there are, and publishes on loopback only', () => {
  const { services } = parse(readFileSync(`${here}/compose.yaml`, 'utf8')) as {
    services: Record<
      string,
      { volumes?: string[]; ports?: string[]; security_opt?: string[]; build?: { dockerfile: string } }
    >;
  };
  expect(Object.keys(services)).toEqual(['server', 'cache', 'prometheus', 'grafana']);
  const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.map((volume) => volume.split(':')[0] ?? ''),
  );
  const files = mounted.filter((source) => source.startsWith('.'));
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => !existsSync(join(here, file)))).toEqual([]);
  const ports = Object.values(services).flatMap((service) => service.ports ?? []);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  expect(services.server?.security_opt).toContain('seccomp=./seccomp.json');
  expect(existsSync(services.server?.build?.dockerfile ?? '')).toBe(true);
});

it('the Dockerfile has its bases by argument, ends as a number that is not root, and copies only what is there', () => {
  const lines = readFileSync(`${here}/Dockerfile`, 'utf8').replaceAll('\\\n', ' ').split('\n');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  expect(of('FROM')).toEqual([
    expect.stringMatching(/^\$\{NODE_IMAGE\} AS build$/),
    expect.stringMatching(/^\$\{RUN_IMAGE\}$/),
  ]);
  expect(of('USER')).toEqual([expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/)]);
  expect(of('HEALTHCHECK')).toHaveLength(1);
  const sources = of('COPY')
    .filter((copy) => !copy.startsWith('--from'))
    .flatMap((copy) => copy.split(' ').slice(0, -1));
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((source) => !existsSync(source))).toEqual([]);
});

it('what is said to Prometheus is said by its conventions', async ({ skip }) => {
  const promtool = programOrSkip('promtool', 'names of figures');
  if (promtool === undefined) return skip();
  const text = await figures;
  const ours = text.split('\n').filter((line) => /^(# \w+ )?imageserver_/.test(line));
  expect(ours.length).toBeGreaterThan(50);
  const check = (input: string) => execFileSync(promtool, ['check', 'metrics'], { input, stdio: 'pipe' });
  expect(() => check(`${ours.join('\n')}\n`)).not.toThrow();
  expect(() => check('# TYPE imageserver_things counter\nimageserver_things 1\n')).toThrow();
  const config = (...args: readonly string[]) => execFileSync(promtool, ['check', ...args], { stdio: 'pipe' });
  expect(() => config('config', `${here}/prometheus.yaml`)).not.toThrow();
  expect(() => config('rules', `${here}/alerts.yaml`)).not.toThrow();
});

it('dashboard and alerts ask only for figures that there are', async () => {
  const text = await figures;
  const there = new Set([...text.matchAll(/^# TYPE (imageserver_\w+)/gm)].map(([, name]) => name));
  const asked = ['grafana/dashboard.json', 'alerts.yaml'].flatMap((file) =>
    [...readFileSync(join(here, file), 'utf8').matchAll(/imageserver_\w+/g)].map(([name]) =>
      name.replace(/_bucket$/, ''),
    ),
  );
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.filter((name) => !there.has(name))).toEqual([]);
});
