// The native dialect, `{options}/{name}`: design section 6. Everything else a URL may say is another dialect's.
import { Failure } from '../failure.ts';
import type { Module } from '../pipeline/module.ts';
import { named } from '../pipeline/named-pipeline.ts';
import { createCanonical } from '../recipe/canonical.ts';
import { decodePart } from './decode-part.ts';
import type { Dialect } from './dialect.ts';
import { encodeSource } from './encode-part.ts';
import { placesOf, readStages, writeStages } from './native-options.ts';
import { readSource } from './read-source.ts';

/** Reads and writes options of these modules, and named pipelines. */
export function createNativeDialect(planned: readonly Module[]): Dialect {
  const modules = [named, ...planned];
  const places = placesOf(modules);
  const canonical = createCanonical(modules);
  return {
    name: 'native',

    // Decoded as a whole and then split: an encoded comma, equals sign or tilde separates like a bare one, because
    // some clients and proxies encode them. The first bare slash ends the options; in names it may be encoded.
    read(target) {
      const slash = target.indexOf('/');
      if (slash === -1) throw new Failure('bad-target', 'Expected "{options}/{name}" but received no "/".');
      const stages = readStages(decodePart(target.slice(0, slash)), places);
      return canonical({ source: readSource(target.slice(slash + 1)), stages });
    },

    write(recipe) {
      const { source, stages } = canonical(recipe);
      return `${writeStages(stages, modules)}/${encodeSource(source)}`;
    },
  };
}
