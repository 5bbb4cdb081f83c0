// The child's end of the socket to its parent.
import { Socket } from 'node:net';
import process from 'node:process';
import { parentDescriptor } from './frames.ts';

export function parentPipe(): Socket {
  if (process.versions.bun === undefined) return new Socket({ fd: parentDescriptor });
  // Bun 1.4 takes a descriptor over only by connecting to it; one that a socket is made with is closed.
  return new Socket().connect({ fd: parentDescriptor } as unknown as { path: string });
}
