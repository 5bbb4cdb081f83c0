// The CloudFormation template: all its names lead somewhere, and what it says of this server is so.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutOf, readSettings } from '../../../core/index.ts';
import { settingTable } from '../../../core/policy/settings/settings.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { looseEnds, type Part, readTemplate } from './read-template.ts';

const path = 'infra/aws/template.yaml';
const text = readFileSync(path, 'utf8');
const template = readTemplate(text);
const { Resources, Parameters } = template;
const propertiesOf = (name: string): Part => Resources[name]?.Properties;

test('every name in the template leads somewhere, and every parameter is used', () => {
  expect(looseEnds(template)).toEqual([]);
  expect(Object.keys(Resources).length).toBeGreaterThan(10);
  const broken = text
    .replace('!Ref LogDays', '!Ref LogDay')
    .replace('{Bucket.Arn}/orig', '{Pail.Arn}/orig')
    .replace('HasTopic, [', 'HasNone, [');
  expect(looseEnds(readTemplate(broken))).toEqual(['no LogDay', 'no Pail', 'no condition HasNone', 'unused LogDays']);
});

test('AWS’s linter knows every resource, property and value in it', async ({ skip }) => {
  const own = 'dist/cfn-lint/bin/cfn-lint';
  const program = existsSync(own) ? own : 'cfn-lint';
  // Both at once: it reads what AWS has for longer than a template.
  const broken = join(await scratchFolder(), 'broken.yaml');
  writeFileSync(broken, text.replace('InvokeMode', 'InvokeModus'));
  const args = ['--format', 'parseable', '--ignore-checks', 'W3002', 'W1030', '--template', path, broken];
  const found = spawnSync(program, args, { encoding: 'utf8' });
  if (found.error !== undefined) {
    console.info('skipped: the template before cfn-lint: infra/aws/lint.sh brings it, where there is Python with venv');
    skip();
  }
  const lines = found.stdout.split('\n').filter((line) => line !== '');
  expect(
    lines.filter((line) => !line.startsWith(broken)),
    found.stderr,
  ).toEqual([]);
  expect(lines.join('\n')).toContain('InvokeModus');
});

test('its environment is of settings that there are, with values that they take', () => {
  const variables: Record<string, Part> = propertiesOf('Function').Environment.Variables;
  const names = settingTable.map(({ name }) => name);
  expect(Object.keys(variables).filter((name) => !names.includes(name))).toEqual([]);
  const parameterOf = (value: Part): Part => Parameters[value.Ref];
  const usual: Record<string, string> = {
    IMG_PVOL: 's3://pail/originals',
    IMG_TOKEN: 'x'.repeat(Parameters.Token.MinLength),
  };
  for (const [name, value] of Object.entries(variables))
    usual[name] ??= typeof value === 'string' ? value : parameterOf(value).Default;
  expect(variables.IMG_PVOL['Fn::Sub'].replace(/\$\{Bucket\}/, 'pail')).toBe(usual.IMG_PVOL);
  expect(readSettings(usual)).toMatchObject({ unsigned: 'ladder', results: 'off' });
  for (const [name, value] of Object.entries(variables)) {
    for (const allowed of parameterOf(value)?.AllowedValues ?? []) {
      expect(() => readSettings({ ...usual, [name]: allowed }), `${name}=${allowed}`).not.toThrow();
    }
  }
  expect(() => readSettings({ ...usual, IMG_RESULTS: 'on' })).toThrow();
});

test('its CloudFront function and cache policy are those of infra/cdn', () => {
  expect(propertiesOf('FoldRequest').FunctionCode).toBe(readFileSync('infra/cdn/cloudfront/fold-request.mjs', 'utf8'));
  const { Name, Comment, ...policy } = JSON.parse(readFileSync('infra/cdn/cloudfront/cache-policy.json', 'utf8'));
  const { HeadersConfig } = policy.ParametersInCacheKeyAndForwardedToOrigin;
  HeadersConfig.Headers = HeadersConfig.Headers.Items;
  expect(propertiesOf('CachePolicy').CachePolicyConfig).toEqual({ Name: expect.anything(), ...policy });
});

test('its bucket is closed, and lets go of what nobody completes: where this server puts it', () => {
  const bucket = propertiesOf('Bucket');
  expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
  const { aside } = layoutOf('originals');
  const rules: Part[] = bucket.LifecycleConfiguration.Rules;
  expect(rules.map(({ Prefix }) => Prefix)).toEqual([undefined, `${aside}staging/`, `${aside}results/`]);
  expect(readFileSync('adapters/volumes/s3/presigner.ts', 'utf8')).toContain('{layout.aside}staging/');
  expect([Resources.Bucket?.DeletionPolicy, bucket.CorsConfiguration.CorsRules[0].AllowedMethods]).toEqual([
    'Retain',
    ['GET', 'HEAD', 'PUT'],
  ]);
});

test('its role may what the README says is needed, and no more', () => {
  const statements: Part[] = propertiesOf('Role').Policies[0].PolicyDocument.Statement;
  const [objects, listing] = statements.map(({ Action }) => [Action].flat());
  const rights = /^- Rights: .*$/m.exec(readFileSync('README.md', 'utf8'))?.[0] ?? '';
  expect([...rights.matchAll(/s3:\w+/g)].map(([action]) => action)).toEqual([...(objects ?? []), ...(listing ?? [])]);
  expect(JSON.stringify(statements)).not.toContain('"*"');
});

test('only CloudFront may call the function: signed, streamed, and by both rights', () => {
  expect(propertiesOf('FunctionUrl')).toMatchObject({ AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' });
  const permissions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
  expect(permissions.map(({ Properties }) => [Properties.Action, Properties.Principal])).toEqual([
    ['lambda:InvokeFunctionUrl', 'cloudfront.amazonaws.com'],
    ['lambda:InvokeFunction', 'cloudfront.amazonaws.com'],
  ]);
  const { DefaultCacheBehavior: pictures, CacheBehaviors: others } = propertiesOf('Distribution').DistributionConfig;
  // What is not in the key does not reach the origin.
  expect(pictures.OriginRequestPolicyId).toBeUndefined();
  expect(others.map(({ PathPattern }: Part) => PathPattern)).toEqual(['/api/*']);
});
