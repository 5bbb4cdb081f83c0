// The rows of the threat model on fetching, on names, signatures, caches and the HTTP edge, and on active content and privacy.
// Each is shown by tests whose titles begin with its number (rows.test.ts); what of it is met in another way stands here.

export interface ThreatRow {
  readonly id: string;
  readonly about: string;
  /** Where we do something else than the row says, and why that answers it. */
  readonly otherwise?: string;
}

export const threatRows: readonly ThreatRow[] = [
  { id: 'T-01', about: 'addresses that mean this machine: 0.0.0.0, 0, [::]' },
  { id: 'T-02', about: 'special ranges, and IPv4 hidden in IPv6, directly, by DNS and by redirects' },
  { id: 'T-03', about: 'addresses in odd spellings' },
  { id: 'T-04', about: 'DNS that answers differently the second time, or mixed' },
  { id: 'T-05', about: 'URLs that two parsers read in two ways' },
  { id: 'T-06', about: 'redirects' },
  { id: 'T-07', about: 'a second way out that forgot the checks' },
  {
    id: 'T-08',
    about: 'metadata services of clouds',
    otherwise:
      'counted are the sockets that the process opens, not the packets of a firewall, which a checkout does not have',
  },
  {
    id: 'T-09',
    about: 'bytes without end, encoded, or one a second',
    otherwise:
      'the whole fetch may take 15 s (IMG_LIMIT_SOURCE_MILLIS) instead of 5 s: photographs of 20 MB come over slow lines',
  },
  { id: 'T-10', about: 'headers of another server' },
  {
    id: 'T-11',
    about: 'Host, X-Forwarded-* and absolute targets',
    otherwise: 'an unknown Host is no 421: nothing reads it, so it gets the bytes of the clean request',
  },
  { id: 'T-12', about: 'allow-lists compared as text' },
  {
    id: 'T-13',
    about: 'names that are paths',
    otherwise:
      'watched at the calls of the volume and of the engine instead of under strace; uploads on their way have random names',
  },
  { id: 'T-14', about: 'routed as one path, authorised or served as another' },
  { id: 'T-15', about: 'controls, bidi marks, invalid or decomposed UTF-8' },
  {
    id: 'T-16',
    about: 'signatures repeated, moved, respelled',
    otherwise:
      'the signature is the last thing of the target instead of the first, at one fixed place all the same (decision 0020)',
  },
  {
    id: 'T-17',
    about: 'comparing MACs in a time that tells',
    otherwise: 'that every byte is looked at is counted; time itself is nothing that a unit test can judge',
  },
  { id: 'T-18', about: 'signatures that leave something free' },
  { id: 'T-19', about: 'headers that steer what is cached for all' },
  { id: 'T-20', about: 'answers for one that caches give to others' },
  {
    id: 'T-21',
    about: 'negotiation and caches that ignore Vary',
    otherwise: 'f=auto says Vary; before a cache that ignores it, URLs name their format: those never vary',
  },
  { id: 'T-22', about: 'results without end' },
  {
    id: 'T-23',
    about: 'errors that caches keep',
    otherwise: 'what a URL will always get (400, 414, 415, 422) may be kept for a minute, as a shield',
  },
  {
    id: 'T-24',
    about: 'request smuggling',
    otherwise:
      'a chunk extension without a line feed in it is valid (RFC 9112 section 7.1.1), and ignored; TLS and HTTP/2 are the proxy’s',
  },
  { id: 'T-25', about: 'limits that chunked bodies pass by' },
  { id: 'T-26', about: 'slow uploads' },
  { id: 'T-27', about: 'tokens in queries and logs' },
  {
    id: 'T-37',
    about: 'drawings that act',
    otherwise: 'there is no mode that passes a drawing through as a page; its original is an attachment',
  },
  {
    id: 'T-38',
    about: 'files that are two things',
    otherwise:
      'originals of pictures are inline, under a policy that forbids everything and nosniff, instead of attachments of a second origin',
  },
  {
    id: 'T-39',
    about: 'the place and the thumbnail in metadata',
    otherwise: 'originals are kept as they were sent; nothing is stripped at upload',
  },
  { id: 'T-40', about: 'errors that tell of the inside' },
];
