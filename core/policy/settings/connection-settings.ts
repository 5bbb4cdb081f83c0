// How long clients may take, and how a server goes away.
import { bytes, integer, setting, sizeOf } from './kinds.ts';

const millis = (name: string, fallback: number, least: number, meaning: string) =>
  setting(name, String(fallback), meaning, `an integer from ${least} to 86400000`, integer(least, 86_400_000));

export const connectionSettings = {
  headersMillis: millis(
    'IMG_HEADERS_MILLIS',
    15_000,
    1,
    'milliseconds for the head of a request to arrive; then 408 and the connection is closed',
  ),
  requestMillis: millis(
    'IMG_REQUEST_MILLIS',
    3_600_000,
    0,
    'milliseconds for a whole request to arrive, an upload included; 0 is any',
  ),
  idleMillis: millis(
    'IMG_IDLE_MILLIS',
    30_000,
    1,
    'milliseconds in which a client may take nothing of its answer, or send less of its upload than `IMG_UPLOAD_RATE` wants; then it is cut off',
  ),
  uploadRate: setting(
    'IMG_UPLOAD_RATE',
    '1KiB',
    'bytes a second that an upload has to come with, on average over `IMG_IDLE_MILLIS`; 0 is any, if only it does not stand still',
    sizeOf,
    bytes,
  ),
  keepAliveMillis: millis(
    'IMG_KEEP_ALIVE_MILLIS',
    65_000,
    1,
    'milliseconds that a connection without a request is kept; longer than a load balancer keeps it (60 s is usual), or it will now and then send into a closed one',
  ),
  headerBytes: setting(
    'IMG_LIMIT_HEADER_BYTES',
    '16KiB',
    'bytes of the head of a request, its target included; beyond them 431',
    sizeOf,
    bytes,
  ),
  drainDelayMillis: millis(
    'IMG_DRAIN_DELAY_MILLIS',
    0,
    0,
    'milliseconds from SIGTERM, `/readyz` saying 503 already, for which new connections are still taken: what a load balancer needs to see it',
  ),
  drainMillis: millis(
    'IMG_DRAIN_MILLIS',
    8000,
    0,
    'milliseconds that accepted requests then have to finish in, before they are cut off',
  ),
} as const;
