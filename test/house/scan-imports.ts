// Finds every way one file names another: import, import type, export from, import(…) and import('…').Type.
// It reads text, not syntax: an import inside a comment or a string is reported too, never the other way round.

export interface Edge {
  /** As written; undefined where it is computed at run time. */
  readonly target: string | undefined;
  readonly reExport: boolean;
}

// Biome keeps every statement at the start of a line, so none hides behind a semicolon.
const statement = /^[ \t]*(import|export)\b(?:[^'"();]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm;
const call = /\b(?:import|require)\s*\(\s*(?:(['"`])([^'"`\n]+)\1\s*[,)])?/g;

export function scanImports(text: string): Edge[] {
  const statements = [...text.matchAll(statement)].map(([, keyword, target]) => ({
    target,
    reExport: keyword === 'export',
  }));
  const calls = [...text.matchAll(call)].map(([, , target]) => ({ target, reExport: false }));
  return [...statements, ...calls];
}
