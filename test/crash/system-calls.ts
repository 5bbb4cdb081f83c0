// Reads what strace wrote of a process and its threads: calls with where in the trace they began and ended.

export interface SystemCall {
  readonly name: string;
  /** As strace shows them, descriptors with what they are open on. */
  readonly args: string;
  readonly result: string;
  /** Lines of the trace: a call is over before another one begins where its end is the smaller. */
  readonly begin: number;
  readonly end: number;
}

const whole = /^(\d+) +(\w+)\((.*)\) += (.*)$/s;
const unfinished = /^(\d+) +(\w+)\((.*?) <unfinished \.\.\.>$/s;
const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (.*)$/s;

export function readSystemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const open = new Map<string, { name: string; args: string; begin: number }>();
  for (const [line, text] of trace.split('\n').entries()) {
    const [, thread = '', name = '', args = '', result = ''] = resumed.exec(text) ?? whole.exec(text) ?? [];
    const before = open.get(thread);
    if (text.includes(' resumed>') && before !== undefined) {
      open.delete(thread);
      calls.push({ name, args: before.args + args, result, begin: before.begin, end: line });
    } else if (name !== '') {
      calls.push({ name, args, result, begin: line, end: line });
    } else {
      const [, by = '', called = '', given = ''] = unfinished.exec(text) ?? [];
      if (by !== '') open.set(by, { name: called, args: given, begin: line });
    }
  }
  return calls;
}
