// A line that is written over while something takes long. Only for a terminal: nothing of it belongs into a file.
import { styleText } from 'node:util';

export interface ProgressBar {
  /** `total` undefined: nobody knows how much there is. */
  show(step: string, done: number, total: number | undefined): void;
  /** Takes the line away, so that other text can be written. */
  clear(): void;
}

const barWidth = 24;
const everyMillis = 100;

/** `clock` in milliseconds; only differences count. */
export function createProgressBar(write: (text: string) => void, clock: () => number): ProgressBar {
  let current = '';
  let beganAt = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;

  return {
    show(step, done, total) {
      const now = clock();
      if (step !== current) {
        current = step;
        beganAt = now;
        shownAt = Number.NEGATIVE_INFINITY;
      }
      if (now - shownAt < everyMillis) return;
      shownAt = now;
      isShown = true;
      // Back to the beginning of the line, then the text, then nothing up to its end (ECMA-48 EL).
      write(`\r${lineOf(step, done, total, now - beganAt)}\u001b[K`);
    },
    clear() {
      if (isShown) write('\r\u001b[K');
      isShown = false;
    },
  };
}

function lineOf(step: string, done: number, total: number | undefined, millis: number): string {
  const rate = millis > 0 ? (done / millis) * 1000 : 0;
  const pace = `${Math.round(rate).toLocaleString('en')}/s`;
  if (total === undefined) return `${step}  ${done.toLocaleString('en')}  ${pace}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  const bar = styleText('cyan', '█'.repeat(filled)) + '░'.repeat(barWidth - filled);
  const left = rate > 0 ? `  ${durationOf((total - done) / rate)} left` : '';
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `${step}  ${bar} ${percent}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}  ${pace}${left}`;
}

function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${(whole / 3600).toFixed(1)} h`;
}
