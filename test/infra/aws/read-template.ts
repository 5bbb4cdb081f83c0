// A CloudFormation template as data: its short tags are the functions they stand for.
import { type CollectionTag, parse, type ScalarTag } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: a document whose parts are looked at
export type Part = any;

export interface Template {
  readonly Parameters: Record<string, Part>;
  readonly Conditions: Record<string, Part>;
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Properties: Part; readonly DeletionPolicy?: string }
  >;
  readonly Outputs: Record<string, Part>;
}

const functions = ['GetAtt', 'Sub', 'Select', 'Split', 'If', 'Not', 'Equals'];

export function readTemplate(text: string): Template {
  const customTags = ['Ref', 'Condition', ...functions].flatMap((name) => tagsOf(name));
  return parse(text, { customTags });
}

// As a value and as a list.
function tagsOf(name: string): (ScalarTag | CollectionTag)[] {
  const key = functions.includes(name) ? `Fn::${name}` : name;
  return [
    { tag: `!${name}`, resolve: (value: string) => ({ [key]: name === 'GetAtt' ? value.split('.') : value }) },
    { tag: `!${name}`, collection: 'seq', resolve: (list) => ({ [key]: (list as Part).toJSON() }) },
  ];
}

const pseudo = ['AWS::NoValue', 'AWS::StackName', 'AWS::Partition', 'AWS::AccountId', 'AWS::Region'];

/** One line for each name that leads nowhere, and for each parameter and condition that nothing uses. */
export function looseEnds(template: Template): string[] {
  const used = [...namesIn({ ...template, Parameters: {} })];
  const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources), ...pseudo];
  const conditions = Object.keys(template.Conditions);
  const isUsed = (kind: 'name' | 'condition', name: string) =>
    used.some((one) => one.kind === kind && one.name === name);
  return [
    ...used.filter(({ kind, name }) => kind === 'name' && !known.includes(name)).map(({ name }) => `no ${name}`),
    ...used
      .filter(({ kind, name }) => kind === 'condition' && !conditions.includes(name))
      .map(({ name }) => `no condition ${name}`),
    ...Object.keys(template.Parameters)
      .filter((name) => !isUsed('name', name))
      .map((name) => `unused ${name}`),
    ...conditions.filter((name) => !isUsed('condition', name)).map((name) => `unused condition ${name}`),
  ];
}

function* namesIn(part: Part): Generator<{ kind: 'name' | 'condition'; name: string }> {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries<Part>(part)) {
    if (key === 'Ref') yield { kind: 'name', name: value };
    if (key === 'Fn::GetAtt') yield { kind: 'name', name: value[0] };
    if (key === 'Fn::If') yield { kind: 'condition', name: value[0] };
    if (key === 'Fn::Sub')
      for (const [, name = ''] of value.matchAll(/\$\{([\w:]+)[.\w]*\}/g)) yield { kind: 'name', name };
    yield* namesIn(value);
  }
}
