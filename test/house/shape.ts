// What a file looks like from outside: its name, its size, its first line.
import type { Source } from './tree.ts';

const maxLines = 400;
const maxMedianLines = 70;
const emptyWords = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'base', 'misc'];
// Only a declaration file can say what an import of WebAssembly is.
const goodName = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|contract|config|d))?\.(ts|mjs)$/;

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

export function checkNames(tree: readonly Source[]): string[] {
  return tree.flatMap(({ path }) => {
    const empty = path.split(/[/.-]/).filter((word) => emptyWords.includes(word));
    return [
      ...(goodName.test(path.slice(path.lastIndexOf('/') + 1)) ? [] : [`${path}: expected a kebab-case .ts or .mjs`]),
      ...empty.map((word) => `${path}: "${word}" says nothing about what is inside`),
    ];
  });
}

/** Test files are left out: their titles are the sentences. */
export function checkOpenings(tree: readonly Source[]): string[] {
  return tree
    .filter(({ path, text }) => !path.endsWith('.test.ts') && !/^(#!.*\n)?\/[/*]/.test(text))
    .map(({ path }) => `${path}: expected a comment first: what this is, what it must never do`);
}

export function checkSizes(tree: readonly Source[]): string[] {
  return tree
    .map(({ path, text }) => ({ path, lines: linesOf(text) }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => `${path}: ${lines} lines, more than ${maxLines}`);
}

export function checkMedian(tree: readonly Source[]): string[] {
  const lines = tree.map(({ text }) => linesOf(text)).sort((a, b) => a - b);
  const median = lines[Math.floor(lines.length / 2)] ?? Number.POSITIVE_INFINITY;
  return median < maxMedianLines ? [] : [`the median file has ${median} lines, expected fewer than ${maxMedianLines}`];
}
