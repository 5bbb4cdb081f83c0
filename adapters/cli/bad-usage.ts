// What a command says to arguments that it cannot understand.
import { Failure } from '../../core/index.ts';
import { type CommandRow, usageOf } from './commands.ts';

export function badUsage(row: CommandRow, cause?: unknown): Failure {
  return new Failure('bad-request', `Expected: ${usageOf(row)}`, {}, cause);
}
