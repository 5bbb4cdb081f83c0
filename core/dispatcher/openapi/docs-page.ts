// The OpenAPI document as a page: no script, nothing from elsewhere. All of its text is our own, and escaped all the same.
import { toJsonSchema } from '@valibot/to-json-schema';
import { problems } from '../problem.ts';
import { operations } from './document.ts';
import type { Content, Operation, Parameter } from './operation.ts';

const style = `
:root { color-scheme: light dark; --line: light-dark(#d8dbe2, #343a46); --soft: light-dark(#f5f6f9, #1b1f27); --dim: light-dark(#5b6270, #9aa2b1); }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #12151b); color: light-dark(#1a1d24, #e8eaf0); }
h1 { margin: 0; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin-top: 1rem; }
a { color: #2f6fed; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .9rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary span { color: var(--dim); }
b { display: inline-block; min-width: 4.5rem; }
code, pre, b { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .75rem; border-radius: .5rem; background: var(--soft); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
`;

/** `nonce`: its style alone counts. */
export function docsPage(nonce: string): string {
  const rooms = Object.entries(operations);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ImageServer: API</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<h1>ImageServer: API</h1>
<p>For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Tokens go into <code>Authorization: Bearer</code> or <code>X-Api-Key</code>.</p>
<nav>${rooms.map(([room]) => `<a href="#${room}">${room}</a>`).join('')}<a href="#codes">failure codes</a></nav>
${rooms.map(([room, list]) => `<h2 id="${room}">${room}</h2>${list.map(operationHtml).join('')}`).join('\n')}
<h2 id="codes">Failure codes</h2>
${table(Object.entries(problems).map(([code, { status, title }]) => [tag('code', code), String(status), escaped(title)]))}
</body>
</html>
`;
}

function operationHtml({
  method,
  path,
  summary,
  scope,
  parameters = [],
  bodies = [],
  successes,
  failures,
}: Operation): string {
  const needs = scope === 'nobody' ? '' : `<p>Takes a token with the scope ${tag('code', scope)}.</p>`;
  const answers = Object.entries(successes).map(([status, { text, contents = [] }]) => {
    return `<p>${tag('code', status)} ${escaped(text)}</p>${contents.map((one) => contentHtml(one, 'output')).join('')}`;
  });
  const refusals =
    failures.length === 0 ? '' : `<p>Fails with ${failures.map((code) => tag('code', code)).join(', ')}.</p>`;
  return `<details><summary><b>${method}</b> ${tag('code', path)} <span>${escaped(summary)}</span></summary>
${needs}${parameters.length === 0 ? '' : table(parameters.map(parameterRow))}
${bodies.length === 0 ? '' : `<p>Body:</p>${bodies.map((one) => contentHtml(one, 'input')).join('')}`}
${answers.join('')}${refusals}</details>`;
}

function parameterRow({ name, text, schema, ...place }: Parameter): readonly string[] {
  return [tag('code', name), place.in, escaped(text), schema === undefined ? '' : tag('code', JSON.stringify(schema))];
}

function contentHtml({ mediaType, schema }: Content, typeMode: 'input' | 'output'): string {
  if (schema === undefined) return `<p>${tag('code', mediaType)}</p>`;
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: 'ignore', target: 'draft-2020-12' });
  return `<p>${tag('code', mediaType)}</p><pre>${escaped(JSON.stringify(rest, undefined, 1))}</pre>`;
}

function table(rows: readonly (readonly string[])[]): string {
  return `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;
}

function tag(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
