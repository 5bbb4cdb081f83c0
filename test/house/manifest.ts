// What must hold of package.json and its lock file, as functions over their data so that faults can be planted.

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly hasInstallScript?: boolean;
}

export interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const installed = (lock: Lock): [name: string, locked: Locked][] =>
  Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true);

/** What `npm ci --omit=dev` brings: devOptional packages too, because another package may want them in production. */
export const productionTree = (lock: Lock): string[] =>
  installed(lock)
    .filter(([, { dev }]) => !dev)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));

export function checkLock(lock: Lock): string[] {
  const production = new Set(productionTree(lock));
  return installed(lock).flatMap(([path, locked]) => {
    const name = path.replace(/^.*node_modules\//, '');
    const isRuntime = /^(node-(linux|win|darwin)-|@deno\/|@oven\/)/.test(name);
    return [
      ...(locked.hasInstallScript && production.has(name) ? [`${name}: runs an install script in production`] : []),
      ...(isRuntime && !(locked.dev && locked.optional && locked.os && locked.cpu)
        ? [`${name}: expected dev, optional, and bound to an os and a cpu`]
        : []),
      ...(locked.resolved === undefined ? [] : [`${name}: names the registry it came from`]),
      ...(locked.integrity === undefined ? [`${name}: has no digest`] : []),
    ];
  });
}

export function checkManifest(manifest: Manifest, lock: Lock): string[] {
  const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const scripted = installed(lock).filter(([, { hasInstallScript }]) => hasInstallScript);
  return [
    ...asked
      .filter(([, version]) => !/^(\d+\.\d+\.\d+|file:[\w./-]+)$/.test(version))
      .map(([name, version]) => `${name}: expected an exact version but found ${version}`),
    ...scripted
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => manifest.allowScripts[name] === undefined)
      .map((name) => `${name}: has an install script that allowScripts does not decide`),
    ...Object.entries(manifest.allowScripts)
      .filter(([, allowed]) => allowed)
      .map(([name]) => `${name}: may run an install script`),
  ];
}

const guards = /^node adapters\/cli\/(require-node\.mjs$|imageserver\.mjs\b)/;

/** Every script either begins with the guard, or only runs scripts that do. */
export function checkScripts({ scripts }: Pick<Manifest, 'scripts'>): string[] {
  const isGuarded = (script: string | undefined): boolean => {
    const steps = script?.split(' && ') ?? [''];
    if (guards.test(steps[0] ?? '')) return true;
    return steps.every((step) => {
      const name = /^npm run --silent (\S+)$/.exec(step)?.[1];
      return name !== undefined && isGuarded(scripts[name]);
    });
  };
  return Object.entries(scripts)
    .filter(([, script]) => !isGuarded(script))
    .map(([name]) => `${name}: may start under an old Node`);
}
