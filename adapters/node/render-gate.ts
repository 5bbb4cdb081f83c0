// The gate of renders as this machine can bear it.
import { totalmem } from 'node:os';
import process from 'node:process';
import { createGate, type Gate, type Settings } from '../../core/index.ts';

const mebibyte = 1024 ** 2;
// The server itself with its indexes and buffers; a render process that does nothing (57 to 80 MB were measured).
const serverBytes = 192 * mebibyte;
const processBytes = 80 * mebibyte;
// Not all of the rest: prices are upper bounds, but allocators and the page cache want their part.
const share = 0.6;
// Less would refuse ordinary photographs; a machine that does not have it is too small for the settings it was given.
const least = 192 * mebibyte;

// A page asks for all its pictures at once: so many times the longest wait may be needed to work off a burst.
const burstWaits = 5;

export function createRenderGate(
  { queueLength, queueMillis, renderBytes, mVolBytes }: Settings,
  renderers: number,
): Gate {
  return createGate({
    slots: Math.max(1, renderers),
    spare: spareRenderers(renderers),
    queue: queueLength,
    waitMillis: queueMillis,
    burstMillis: burstWaits * queueMillis,
    bytes: renderBytes ?? renderMemory(machineMemory(), mVolBytes, renderers),
  });
}

/**
 * Render processes besides those that fill all slots: cheap work has them while dear work runs. All its slots on small
 * machines; on large ones, where each takes memory and some slot is free soon, half of them.
 */
export function spareRenderers(renderers: number): number {
  return Math.min(Math.max(1, renderers), Math.max(2, Math.ceil(renderers / 2)));
}

/** What the container may use, or the machine has. */
export function machineMemory(): number {
  // 0 or absent where there is no limit; without cgroups' limit Linux says a number beyond all memory.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

export function renderMemory(machineBytes: number, mVolBytes: number, renderers: number): number {
  const rest = machineBytes - mVolBytes - serverBytes - (renderers + spareRenderers(renderers)) * processBytes;
  return Math.max(least, Math.floor(rest * share));
}
