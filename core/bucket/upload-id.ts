// Names of uploads under way. Their order is that of their begins, so that what is over lies in front of all else in a list.

const timeLength = 9;
const pattern = /^[0-9a-z]{9}-[0-9a-f]{32}$/;

/** 122 random bits behind the time. */
export function newUploadId(now = Date.now()): string {
  return `${now.toString(36).padStart(timeLength, '0')}-${crypto.randomUUID().replaceAll('-', '')}`;
}

/** In milliseconds since the epoch; undefined for what is no such name. */
export function begunAtOf(id: string): number | undefined {
  return pattern.test(id) ? Number.parseInt(id.slice(0, timeLength), 36) : undefined;
}
