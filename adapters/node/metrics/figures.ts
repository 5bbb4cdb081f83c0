// Every figure of /metrics that is counted when something happens. To add one: a row here, and, where nothing tells of
// it yet, an `observe('room.verb', { … })` at the place where it happens. What has a state that can be looked at
// when it is asked for (bytes used, entries) is a row of `readings.ts` instead.
import { count, type Figure, sum, time } from './figure.ts';

export const figures: readonly Figure[] = [
  count('requests_total', 'Requests answered.', 'request', ['room', 'method', 'status']),
  time(
    'request_seconds',
    'From the request to the head of its answer; hits of the front are too short to be timed.',
    'request',
    ['room'],
  ),
  count('results_total', 'Transformations answered, by where the bytes came from (plan: 304 and HEAD).', 'result', [
    'from',
  ]),
  count(
    'sources_total',
    'Images elsewhere that were asked for: fetched, renewed (not changed), failed, stale (used in spite of that).',
    'source',
    ['outcome'],
  ),
  time('render_seconds', 'Rendering in an engine, by the format of the result.', 'render', ['format']),
  time('render_queue_seconds', 'Waiting for a free renderer.', 'render', [], 'queueSeconds'),
  count(
    'renderers_relieved_total',
    'Render processes relieved after their tasks, or for their memory.',
    'renderer.relieved',
  ),
  count('quarantines_total', 'Images that have ended two render processes.', 'quarantine.begin'),
  count('renderers_ended_total', 'Render processes that had to be replaced.', 'renderer.ended'),
  count('uploads_total', 'Originals acknowledged.', 'upload'),
  sum('upload_bytes_total', 'Bytes of originals acknowledged.', 'upload', 'bytes'),
  time('pvol_sync_seconds', 'Making an original durable: its bytes (file) or its name (directory).', 'pvol.sync', [
    'what',
  ]),
  count('pvol_damaged_total', 'Times an original was found damaged, by whoever looked.', 'pvol.damaged'),
  sum(
    'pvol_scrubbed_bytes_total',
    'Bytes of originals that the scrub compared with their digests.',
    'pvol.scrubbed',
    'bytes',
  ),
  sum('pvol_erased_total', 'Originals erased after their grace period.', 'pvol.tidy', 'erased'),
  sum('pvol_orphans_total', 'Bytes without a name that a sweep found.', 'pvol.sweep', 'orphans'),
  sum('pvol_litter_total', 'Left-overs of broken uploads that were swept.', 'pvol.tidy', 'litter'),
  count('pvol_upkeep_failures_total', 'Sweeps and scrubs that failed.', 'pvol.upkeep-failed'),
  count('failures_total', 'Requests that failed by our own fault, by code.', 'dispatcher.fail', ['code']),
  count('s3_calls_total', 'Calls to the bucket, repetitions included.', 's3.call', ['operation']),
  count('s3_retries_total', 'Calls to the bucket that failed for now.', 's3.retry'),
  count('unconfirmed_total', 'Times an image was believed because the bucket did not answer.', 'mdatabase.unconfirmed'),
  count('backup_failures_total', 'Times the backup of mDatabase could not be kept.', 'mdatabase.backup-failed'),
];
