// The template's function is what `npm run lambda` packs.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { bundles } from '../../../infra/build/bundles.ts';
import { type Part, readTemplate } from './read-template.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('the template’s function is what npm run lambda packs', () => {
  const { Resources, Parameters } = readTemplate(readFileSync('infra/aws/template.yaml', 'utf8'));
  const { Handler, Code, Runtime, Architectures } = (Resources.Function as Part).Properties;
  const entries = bundles.find(({ name }) => name === 'lambda')?.entries ?? [];
  expect(entries.map((entry) => `${basename(entry, '.ts')}.handler`)).toContain(Handler);
  const script = /infra\/aws\/\S+\.ts/.exec(manifest.scripts.lambda)?.[0] ?? '';
  const written = readFileSync(script, 'utf8');
  expect(written).toContain("'arm64'");
  expect(written).toMatch(/join\(dist, `lambda-\$\{architecture\}`\)/);
  expect([Architectures, Parameters.Architecture.Default, join('infra/aws', Code)]).toEqual([
    [{ Ref: 'Architecture' }],
    'arm64',
    'dist/lambda-arm64.zip',
  ]);
  expect(`nodejs${/\d+/.exec(manifest.engines.node)?.[0]}.x`).toBe(Runtime);
});

test('the README’s commands of npm are scripts of this package', () => {
  const section = readFileSync('README.md', 'utf8').split('## On AWS in ten minutes')[1]?.split('\n## ')[0] ?? '';
  const scripts = [...section.matchAll(/npm run (?:--silent )?(\w+)/g)].map(([, name]) => name);
  expect(scripts).toContain('lambda');
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
});
