// Frees the memory of pixels at once: nobody would collect it before there is too much of it.

/** What is left of them has no bytes. */
export function letGo({ buffer }: Uint8Array): void {
  (buffer as ArrayBuffer).transfer(0);
}
