// Named pipelines: kept in pDatabase and in the configuration, all of them in RAM, so that a request for one touches no disk.
import type { Database } from '../database/database.ts';
import { Failure } from '../failure.ts';
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import type { Stage, StagesOf } from '../recipe/recipe.ts';

export interface NamedPipeline {
  readonly id: string;
  /** As in a URL, in canonical form. */
  readonly options: string;
  /** Of the configuration: cannot be changed from outside. */
  readonly fixed: boolean;
}

export interface Pipelines {
  readonly stagesOf: StagesOf;
  get(id: string): NamedPipeline | undefined;
  /** In order of their ids. */
  list(): readonly NamedPipeline[];
  /** True when it is new. Resolves when it is durable. Fails with `bad-option`, and with `forbidden` for a fixed one. */
  put(id: string, options: string): Promise<boolean>;
  /** Reads all of them again, where others change them too. */
  reload(): Promise<void>;
  /** False when there is none. Fails with `forbidden` for a fixed one. */
  remove(id: string): Promise<boolean>;
}

/** Fails with `bad-option` for what no pipeline may say. */
export type ReadPipeline = (options: string) => { readonly stages: readonly Stage[]; readonly options: string };

export interface PipelinesParts {
  readonly database: Pick<Database, 'commit' | 'scan'>;
  /** Options by id, from the configuration. */
  readonly fixed: ReadonlyMap<string, string>;
  readonly read: ReadPipeline;
  /** Hears `pipeline.unreadable` of what was stored by another version and means nothing here. */
  readonly tell: Tell;
}

type Kept = NamedPipeline & { readonly stages: readonly Stage[] };

const prefix = 'pipeline:';
// All are in RAM.
const mostPipelines = 1000;

/** Fails with `bad-option` where the configuration has one that cannot be read. */
export async function openPipelines({ database, fixed, read, tell }: PipelinesParts): Promise<Pipelines> {
  let kept = new Map<string, Kept>();
  const lock = createKeyedLock();

  const readFixed = (id: string, options: string) => {
    try {
      return read(options);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(error.code, `Of pipeline "${id}" of IMG_PIPELINES: ${error.message}`, error.detail, error);
    }
  };

  const load = async () => {
    const found = new Map<string, Kept>();
    for (const { key, value } of await database.scan('config', { prefix, after: '', limit: mostPipelines })) {
      const id = key.slice(prefix.length);
      try {
        found.set(id, { id, fixed: false, ...read(JSON.parse(value).options) });
      } catch (error) {
        tell('pipeline.unreadable', { id, error });
      }
    }
    for (const [id, options] of fixed) found.set(id, { id, fixed: true, ...readFixed(id, options) });
    kept = found;
  };
  await load();

  const shown = ({ id, options, fixed: isFixed }: Kept): NamedPipeline => ({ id, options, fixed: isFixed });
  const refuseFixed = (id: string) => {
    if (!fixed.has(id)) return;
    throw new Failure('forbidden', `The pipeline "${id}" is one of the configuration (IMG_PIPELINES).`);
  };

  return {
    stagesOf: (id) => kept.get(id)?.stages,
    get: (id) => {
      const found = kept.get(id);
      return found && shown(found);
    },
    list: () => [...kept.values()].map(shown).sort((a, b) => (a.id < b.id ? -1 : 1)),

    reload: load,

    put: (id, options) =>
      lock.run(id, async () => {
        refuseFixed(id);
        const pipeline = read(options);
        const isNew = !kept.has(id);
        if (isNew && kept.size >= mostPipelines) {
          throw new Failure('over-limit', `Expected at most ${mostPipelines} pipelines.`, { limit: mostPipelines });
        }
        const value = JSON.stringify({ options: pipeline.options });
        await database.commit([{ space: 'config', key: `${prefix}${id}`, value }]);
        kept.set(id, { id, fixed: false, ...pipeline });
        return isNew;
      }),

    remove: (id) =>
      lock.run(id, async () => {
        refuseFixed(id);
        if (!kept.has(id)) return false;
        await database.commit([{ space: 'config', key: `${prefix}${id}`, value: undefined }]);
        return kept.delete(id);
      }),
  };
}
