// What workerd has of its own, as far as a Worker of the tests' uses it.
declare module 'cloudflare:workers' {
  export function waitUntil(work: Promise<unknown>): void;
}
