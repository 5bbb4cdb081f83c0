// The commands as `imageserver help` and infra/reference/commands.md show them, and as their arguments are read.

export interface OptionRow {
  readonly name: string;
  /** What the value is called; undefined for a switch. */
  readonly value?: string;
  readonly meaning: string;
}

export interface CommandRow {
  readonly name: string;
  /** What must stand behind the name, in this order. */
  readonly operands: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionRow[];
  /** Whether a server may be running on the data directory meanwhile. */
  readonly beside: string;
  readonly notes: string;
}

const json: OptionRow = {
  name: 'json',
  meaning: 'JSON lines on standard output, one an event; the last is the outcome',
};
const besideServer = 'yes: it only reads the data directory';
const withoutServer = 'no: it refuses while a server is running';

export const commands: readonly CommandRow[] = [
  {
    name: 'serve',
    operands: [],
    summary: 'the server',
    options: [],
    beside: 'no: one server a data directory',
    notes:
      'Logs are JSON lines on standard error. SIGTERM or SIGINT lets requests finish; a second one ends it at once.',
  },
  {
    name: 'sign',
    operands: ['target'],
    summary: 'a signed URL, with the first key of the settings',
    options: [
      { name: 'expires', value: 'seconds', meaning: 'from now; without it, it holds as long as its key' },
      { name: 'json', meaning: 'one JSON document: target and expiresAt' },
    ],
    beside: 'yes',
    notes: 'The target is a path as it will be requested, for instance /img/w=640/holiday/photo.jpg.',
  },
  {
    name: 'verify',
    operands: [],
    summary: 'checks that every image is whole and known',
    options: [{ name: 'quick', meaning: 'looks at lengths only and does not read the originals' }, json],
    beside: besideServer,
    notes:
      'SQLite’s quick_check of pDatabase; every row has its bytes, with the right length and digest; every file has a row ' +
      '(files without one are counted: they are swept after a grace period); mDatabase’s backup agrees with pDatabase. ' +
      'What changes under it is looked at again before it is called a finding.',
  },
  {
    name: 'backup',
    operands: ['DEST'],
    summary: 'a whole copy of the images into a directory, and a newer one into the same directory',
    options: [
      { name: 'quick', meaning: 'does not read back what it has copied' },
      { name: 'reread', meaning: 'also reads what DEST has already, and copies anew what is damaged there' },
      json,
    ],
    beside: 'yes: that is what it is for',
    notes:
      'pDatabase by SQLite’s backup interface, the originals by reflink where the file system has it, and mDatabase’s backup. ' +
      'Every name in it has its bytes. Originals that DEST has already are kept. It counts from the moment its manifest is ' +
      'written, last of all; until then DEST holds the backup before it. The token and finished results are not part of it.',
  },
  {
    name: 'restore',
    operands: ['SRC'],
    summary: 'brings a backup into the data directory, after it has been verified',
    options: [
      {
        name: 'keep',
        meaning:
          'the data directory’s own database stays and wins: only originals that it names and that are missing or damaged ' +
          'come back. A delete made after the backup stays one',
      },
      {
        name: 'replace',
        meaning:
          'goes back to the backup whole; the database that is there is set aside. Deletes made since are undone',
      },
      json,
    ],
    beside: withoutServer,
    notes:
      'Without --keep or --replace it wants a data directory without a database. Manifest, digests and quick_check come first, the ' +
      'database goes in last: a server does not start on a directory whose restore was not finished.',
  },
  {
    name: 'rebuild',
    operands: [],
    summary: 'makes mDatabase’s backup anew from pDatabase, or pDatabase from the originals when it is lost',
    options: [
      { name: 'from-files', meaning: 'makes a lost or damaged pDatabase anew; what is left of it is set aside' },
      { name: 'names', value: 'BACKUP', meaning: 'with --from-files: takes names from this backup' },
      json,
    ],
    beside: withoutServer,
    notes:
      'Names are not in the originals. With --from-files they come from what can still be read of the database and from the ' +
      'backup; an image whose name nobody knows comes back as recovered/{digest}.{ext}. mDatabase’s backup knows which images were ' +
      'deleted: those do not return.',
  },
  {
    name: 'stats',
    operands: [],
    summary: 'how much there is of everything',
    options: [{ name: 'json', meaning: 'one JSON document' }],
    beside: besideServer,
    notes:
      'Images, volumes, sizes of the databases, how far mDatabase’s backup is behind, and when the last backup was made.',
  },
  {
    name: 'compact',
    operands: [],
    summary: 'gives back space: of the databases, and of files that no image needs',
    options: [json],
    beside: withoutServer,
    notes:
      'VACUUM and a checkpoint of pDatabase, a new file for mDatabase’s backup, a sweep of originals without a row.',
  },
  {
    name: 'help',
    operands: [],
    summary: 'this list; `imageserver <command> --help` for one of them',
    options: [],
    beside: 'yes',
    notes: 'Commands use the same settings as the server: IMG_DATA says which data directory.',
  },
];

export function commandOf(name: string): CommandRow {
  const found = commands.find((row) => row.name === name);
  if (found === undefined) throw new Error(`Expected a row for the command ${name}.`);
  return found;
}

export function usageOf({ name, operands, options }: CommandRow): string {
  const given = options.map((option) => `[--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}]`);
  return ['imageserver', name, ...operands.map((operand) => `<${operand}>`), ...given].join(' ');
}
