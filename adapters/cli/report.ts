// What a command says while it works: text for people with a bar on a terminal, or one JSON line an event.
import type { Finding, Watch } from '../node/maintenance/watch.ts';
import { createProgressBar } from './progress-bar.ts';

export interface Report extends Pick<Watch, 'progress' | 'found'> {
  /** The outcome, last of all: lines for people, fields for programs. */
  done(lines: readonly string[], fields: Readonly<Record<string, unknown>>): void;
  failed(code: string, sentence: string): void;
}

export interface ReportParts {
  readonly command: string;
  readonly json: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal. */
  readonly isTerminal: boolean;
  /** Milliseconds; only differences count. */
  readonly clock: () => number;
}

const progressMillis = 1000;

export function createReport(parts: ReportParts): Report {
  return parts.json ? jsonReport(parts) : textReport(parts);
}

function textReport({ command, out, err, isTerminal, clock }: ReportParts): Report {
  const bar = isTerminal ? createProgressBar(err, clock) : undefined;
  return {
    progress: (step, done, total) => bar?.show(step, done, total),
    found(finding) {
      bar?.clear();
      out(`${finding.isNote ? 'note' : 'found'}  ${finding.kind}  ${finding.sentence}\n`);
    },
    done(lines) {
      bar?.clear();
      out(lines.map((line) => `${line}\n`).join(''));
    },
    failed(_code, sentence) {
      bar?.clear();
      err(`imageserver ${command}: ${sentence}\n`);
    },
  };
}

function jsonReport({ command, out, err, clock }: ReportParts): Report {
  const line = (event: string, fields: object) => out(`${JSON.stringify({ event, ...fields })}\n`);
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    progress(step, done, total) {
      if (clock() - toldAt < progressMillis) return;
      toldAt = clock();
      line('progress', { step, done, total });
    },
    found: ({ isNote, ...fields }: Finding) => line(isNote ? 'note' : 'finding', fields),
    done: (_lines, fields) => line('done', { command, ...fields }),
    failed(code, sentence) {
      line('failed', { command, code, sentence });
      err(`imageserver ${command}: ${sentence}\n`);
    },
  };
}
