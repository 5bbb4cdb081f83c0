// Manifests as a cluster would take them: by the programs that read them where these are at hand, and by what has to hold.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { settingTable } from '../../core/policy/settings/settings.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { programOrSkip } from './program.ts';

const modes = ['s3', 'local'] as const;
const known = new Set(settingTable.map(({ name }) => name));

interface Manifest {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function manifestsOf(mode: string): Manifest[] {
  const documents = parseAllDocuments(readFileSync(`infra/kubernetes/${mode}.yaml`, 'utf8'));
  return documents.map((document) => document.toJS({ maxAliasCount: 0 })).filter((found) => found !== null);
}

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly containers: readonly {
    readonly securityContext: object;
    readonly env: readonly { readonly name: string }[];
    readonly readinessProbe: { readonly httpGet: { readonly path: string } };
    readonly livenessProbe: { readonly httpGet: { readonly path: string } };
    readonly resources: { readonly limits: object };
    readonly volumeMounts: readonly { readonly mountPath: string }[];
  }[];
}

function podOf(mode: string): Pod {
  const found = manifestsOf(mode).find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  if (found === undefined) throw new Error(`Expected pods in ${mode}.yaml.`);
  return (found.spec.template as { spec: Pod }).spec;
}

it('S3 mode has any number of equal pods, local mode one with a disk', () => {
  const common = ['NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceMonitor'];
  const kindsOf = (mode: string) =>
    manifestsOf(mode)
      .map(({ kind }) => kind)
      .toSorted();
  expect(kindsOf('s3')).toEqual([...common, 'Deployment', 'HorizontalPodAutoscaler'].toSorted());
  expect(kindsOf('local')).toEqual([...common, 'StatefulSet'].toSorted());
  expect(manifestsOf('local').find(({ kind }) => kind === 'StatefulSet')?.spec.replicas).toBe(1);
});

it('a pod is restricted, asks the right questions, has time to drain, and is told only settings that there are', () => {
  for (const mode of modes) {
    const pod = podOf(mode);
    const [container] = pod.containers;
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: {} });
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container?.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container?.livenessProbe.httpGet.path).toBe('/healthz');
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
    expect(container?.resources.limits).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath).toSorted()).toEqual(['/data', '/tmp']);
    expect(container?.env.filter(({ name }) => !known.has(name))).toEqual([]);
  }
});

it('the manifests are what the chart makes', ({ skip }) => {
  const helm = programOrSkip('helm', 'the chart against its manifests');
  if (helm === undefined) return skip();
  for (const mode of modes) {
    const args = [
      'template',
      'imageserver',
      'infra/kubernetes/chart',
      '--namespace',
      'imageserver',
      '--kube-version',
      '1.31',
    ];
    const made = execFileSync(helm, [...args, '--set', `mode=${mode}`], { encoding: 'utf8' });
    expect(made).toBe(readFileSync(`infra/kubernetes/${mode}.yaml`, 'utf8'));
  }
  expect(() => execFileSync(helm, ['lint', '--strict', 'infra/kubernetes/chart'], { stdio: 'pipe' })).not.toThrow();
});

it('every field is one that Kubernetes knows', async ({ skip }) => {
  const validate = programOrSkip('kubectl-validate', 'manifests against the schemas of Kubernetes');
  if (validate === undefined) return skip();
  const file = join(await scratchFolder(), 'manifests.yaml');
  for (const mode of modes) {
    // ServiceMonitor is the Prometheus operator's, and not in those schemas.
    const documents = readFileSync(`infra/kubernetes/${mode}.yaml`, 'utf8').split(/^---$/m);
    const input = documents.filter((text) => !text.includes('kind: ServiceMonitor')).join('---');
    const check = (text: string) => {
      writeFileSync(file, text);
      execFileSync(validate, ['--version', '1.30', file], { stdio: 'pipe' });
    };
    expect(() => check(input)).not.toThrow();
    expect(() => check(input.replace('readOnlyRootFilesystem', 'readOnlyRoot'))).toThrow();
  }
});
