// Terraform's files make what the CloudFormation template makes: both are parsed, and compared thing by thing.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Part, readTemplate } from './read-template.ts';

// Its types bring those of browsers along, for every file of the tests.
const require = createRequire(import.meta.url);
const { parse } = require('@cdktf/hcl2json') as { parse(name: string, text: string): Promise<Part> };
const folder = 'infra/aws/terraform';
const files = readdirSync(folder).filter((name) => name.endsWith('.tf'));
const parsed: Part[] = await Promise.all(files.map((name) => parse(name, readFileSync(join(folder, name), 'utf8'))));
const resources = (type: string): Record<string, Part> =>
  Object.assign({}, ...parsed.map(({ resource }) => resource?.[type]));
const only = (type: string): Part => Object.values(resources(type))[0][0];
const variables: Record<string, Part> = Object.assign({}, ...parsed.map(({ variable }) => variable));

const { Resources, Parameters } = readTemplate(readFileSync('infra/aws/template.yaml', 'utf8'));
const of = (name: string): Part => Resources[name]?.Properties;

const snake = (name: string) => name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
/** Parameters and variables under one name. */
const ofStack = (value: Part) => (value?.Ref in Parameters ? `<${snake(value.Ref)}>` : value);
const ofTerraform = (value: Part) => (typeof value === 'string' ? value.replace(/^\$\{var\.(\w+)\}$/, '<$1>') : value);

test('parameters are the same, with the same defaults, but for what only one of the two needs', () => {
  const stack = Object.entries(Parameters).map(([name, { Default }]) => [snake(name), Default]);
  const { name: _, package: __, ...terraform } = variables;
  const lists = (value: Part) => (Array.isArray(value) ? value.join(',') : value);
  expect(
    Object.entries(terraform)
      .map(([name, [row]]) => [name, lists((row as Part).default)])
      .sort(),
  ).toEqual(stack.sort());
  expect([
    variables.token[0].sensitive,
    variables.keys[0].sensitive,
    Parameters.Token.NoEcho,
    Parameters.Keys.NoEcho,
  ]).toEqual([true, true, true, true]);
});

test('the function is the same, and who may call it', () => {
  const [stack, terraform] = [of('Function'), only('aws_lambda_function')];
  expect(
    [
      terraform.runtime,
      terraform.handler,
      terraform.memory_size,
      terraform.timeout,
      terraform.architectures,
      terraform.ephemeral_storage[0].size,
    ]
      .flat()
      .map(ofTerraform),
  ).toEqual(
    [stack.Runtime, stack.Handler, stack.MemorySize, stack.Timeout, stack.Architectures, stack.EphemeralStorage.Size]
      .flat()
      .map(ofStack),
  );
  const { IMG_PVOL: place, ...environment } = terraform.environment[0].variables;
  const { IMG_PVOL: _, ...wanted } = stack.Environment.Variables;
  expect(
    Object.entries(environment)
      .map(([name, value]) => [name, ofTerraform(value)])
      .sort(),
  ).toEqual(
    Object.entries(wanted)
      .map(([name, value]) => [name, ofStack(value)])
      .sort(),
  );
  expect(place).toMatch(/^s3:\/\/.*\/originals$/);
  expect(only('aws_lambda_function_url')).toMatchObject({
    authorization_type: of('FunctionUrl').AuthType,
    invoke_mode: of('FunctionUrl').InvokeMode,
  });
  const permissions = Object.values(resources('aws_lambda_permission')).map(([one]) => [one.action, one.principal]);
  expect(permissions.sort()).toEqual(
    ['InvokePermission', 'UrlPermission'].map((name) => [of(name).Action, of(name).Principal]),
  );
});

test('the role may the same', () => {
  const text = String(only('aws_iam_role_policy').policy);
  const actions: Part[] = of('Role').Policies[0].PolicyDocument.Statement.flatMap(({ Action }: Part) => Action);
  expect([...text.matchAll(/"((?:s3|logs):\w+)"/g)].map(([, action]) => action)).toEqual(actions);
});

test('the bucket is as closed, and forgets the same', () => {
  const {
    BucketEncryption,
    PublicAccessBlockConfiguration,
    OwnershipControls,
    LifecycleConfiguration,
    CorsConfiguration,
  } = of('Bucket');
  const { bucket: _, ...closed } = only('aws_s3_bucket_public_access_block');
  expect(Object.keys(closed).sort()).toEqual(Object.keys(PublicAccessBlockConfiguration).map(snake).sort());
  expect(Object.values(closed)).toEqual([true, true, true, true]);
  expect(JSON.stringify(only('aws_s3_bucket_server_side_encryption_configuration'))).toContain(
    BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
  );
  expect(only('aws_s3_bucket_ownership_controls').rule[0].object_ownership).toBe(
    OwnershipControls.Rules[0].ObjectOwnership,
  );
  const days = (rule: Part) =>
    rule.expiration?.[0].days ?? rule.abort_incomplete_multipart_upload[0].days_after_initiation;
  expect(
    only('aws_s3_bucket_lifecycle_configuration').rule.map((rule: Part) => [
      rule.id,
      rule.filter[0].prefix,
      days(rule),
    ]),
  ).toEqual(
    LifecycleConfiguration.Rules.map((rule: Part) => [
      rule.Id,
      rule.Prefix,
      rule.ExpirationInDays ?? rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
    ]),
  );
  const [cors, rule] = [only('aws_s3_bucket_cors_configuration').cors_rule[0], CorsConfiguration.CorsRules[0]];
  expect([cors.allowed_methods, cors.allowed_headers, cors.expose_headers, cors.max_age_seconds]).toEqual([
    rule.AllowedMethods,
    rule.AllowedHeaders,
    rule.ExposedHeaders,
    rule.MaxAge,
  ]);
});

test('CloudFront has the same key, the same function and the same places', () => {
  const [policy, wanted] = [only('aws_cloudfront_cache_policy'), of('CachePolicy').CachePolicyConfig];
  const [key] = policy.parameters_in_cache_key_and_forwarded_to_origin;
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = wanted.ParametersInCacheKeyAndForwardedToOrigin;
  expect([policy.min_ttl, policy.default_ttl, policy.max_ttl]).toEqual([
    wanted.MinTTL,
    wanted.DefaultTTL,
    wanted.MaxTTL,
  ]);
  expect([
    key.headers_config[0].headers[0].items,
    key.cookies_config[0].cookie_behavior,
    key.query_strings_config[0].query_string_behavior,
  ]).toEqual([HeadersConfig.Headers, CookiesConfig.CookieBehavior, QueryStringsConfig.QueryStringBehavior]);
  const code = only('aws_cloudfront_function').code.match(/\$\{path\.module\}(\S+)"/)?.[1] ?? '';
  expect(readFileSync(join(folder, code), 'utf8')).toBe(of('FoldRequest').FunctionCode);
  const access = of('OriginAccess').OriginAccessControlConfig;
  expect(only('aws_cloudfront_origin_access_control')).toMatchObject({
    origin_access_control_origin_type: access.OriginAccessControlOriginType,
    signing_behavior: access.SigningBehavior,
    signing_protocol: access.SigningProtocol,
  });
  const [made, stack] = [only('aws_cloudfront_distribution'), of('Distribution').DistributionConfig];
  const ofMade = (one: Part) => [
    one.path_pattern,
    one.viewer_protocol_policy,
    one.allowed_methods,
    one.compress,
    one.origin_request_policy_id,
  ];
  const ofWanted = (one: Part) => [
    one.PathPattern,
    one.ViewerProtocolPolicy,
    one.AllowedMethods,
    one.Compress,
    one.OriginRequestPolicyId,
  ];
  expect([...made.default_cache_behavior, ...made.ordered_cache_behavior].map(ofMade)).toEqual(
    [stack.DefaultCacheBehavior, ...stack.CacheBehaviors].map(ofWanted),
  );
  expect(made.dynamic.origin_group[0].content[0].failover_criteria[0].status_codes).toEqual(
    stack.OriginGroups['Fn::If'][1].Items[0].FailoverCriteria.StatusCodes.Items,
  );
});

test('the same is watched, in the same bounds, and logs are kept as long', () => {
  const [{ alarms }] = parsed.flatMap(({ locals = [] }) => locals).filter((one) => one.alarms);
  const rows = (Object.values(alarms) as Part[]).map(({ metric, text, statistic, periods, threshold }) => [
    metric,
    text,
    statistic,
    periods,
    threshold,
  ]);
  const wanted = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties: p }) => [
      p.MetricName,
      p.AlarmDescription,
      p.Statistic ?? p.ExtendedStatistic,
      p.EvaluationPeriods,
      p.Threshold,
    ]);
  expect(rows.sort()).toEqual(wanted.sort());
  const alarm = only('aws_cloudwatch_metric_alarm');
  expect([alarm.namespace, alarm.period, alarm.comparison_operator, alarm.treat_missing_data]).toEqual(
    ['Namespace', 'Period', 'ComparisonOperator', 'TreatMissingData'].map((name) => of('ErrorsAlarm')[name]),
  );
  expect(ofTerraform(only('aws_cloudwatch_log_group').retention_in_days)).toBe(ofStack(of('Logs').RetentionInDays));
});
