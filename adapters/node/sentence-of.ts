// What is said in one line of what keeps a server from starting, or a command from its end.
import { Failure } from '../../core/index.ts';

/** Of a fault of the program itself, its stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Failure) return error.cause instanceof Error ? withCause(error, error.cause) : error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'the address is in use; set PORT to another port or stop the other server.';
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `HOST and PORT cannot be listened on: ${error.message}.`;
  // The machine's own words, with the path.
  return syscall === undefined ? (error.stack ?? error.message) : `${error.message}.`;
}

// A failure's message is fit for strangers; whoever starts the program may know why.
function withCause({ message }: Failure, cause: Error): string {
  return message.includes(cause.message) ? message : `${message} (${cause.message})`;
}
