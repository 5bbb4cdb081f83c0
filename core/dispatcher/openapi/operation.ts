// How an operation is described: one method of one room.
import type * as v from 'valibot';
import type { FailureCode } from '../../failure.ts';
import type { Scope } from '../../policy/principal.ts';

export type Schema = v.GenericSchema;

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly text: string;
  readonly required?: true;
  /** A string where it is absent. */
  readonly schema?: object;
}

/** `schema` absent: bytes. */
export interface Content {
  readonly mediaType: string;
  readonly schema?: Schema;
}

export interface Success {
  readonly text: string;
  readonly contents?: readonly Content[];
}

export interface Operation {
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly id: string;
  readonly summary: string;
  /** `nobody`: no token is asked for. */
  readonly scope: Scope | 'nobody';
  readonly parameters?: readonly Parameter[];
  readonly bodies?: readonly Content[];
  readonly successes: Readonly<Record<number, Success>>;
  /** Besides those that any operation may have. */
  readonly failures: readonly FailureCode[];
}

export const json = (schema: Schema): readonly Content[] => [{ mediaType: 'application/json', schema }];
export const bytes = (...mediaTypes: readonly string[]): readonly Content[] =>
  mediaTypes.map((mediaType) => ({ mediaType }));

/** The same as GET, without a body. */
export function headOf(get: Operation): Operation {
  const bare = Object.entries(get.successes).map(([status, { text }]) => [status, { text }]);
  const { bodies: _, ...rest } = get;
  const id = `head${get.id.slice(0, 1).toUpperCase()}${get.id.slice(1)}`;
  return { ...rest, method: 'HEAD', id, summary: `The head of that answer.`, successes: Object.fromEntries(bare) };
}
