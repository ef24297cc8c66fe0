import { z } from 'zod';
import { ambiguousFormats, isDayFormat } from '../policy/model/day-format.js';
import { breakerLimits } from './config-breakers.js';
import { employmentKinds } from '../policy/model/people.js';
import { columnsOf, columnSchema, employmentColumns, neededFields, pathFaults } from './config-hr-columns.js';
import { hrEventsSchema } from './config-hr-events.js';
import { jsonPath, pullSchema } from './config-hr-pull.js';

const column = columnSchema;
const sourceId = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'letters, digits and hyphens')
  // Who is registered on the page for external people stands under it.
  .refine((id) => id !== 'grindvakt', 'grindvakt is the source of what is registered here');
/** One text or several that mean the same. */
const texts = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** How one file is written. */
const written = {
  file: z.string().min(1),
  /** In JSON a column is a path, `person.personNumber`; a value that is no text is read as one. */
  format: z.enum(['csv', 'json']).default('csv'),
  /** JSON: where the list of records stands. Left out: the file is the list, or holds one record a line. */
  rows: jsonPath.optional(),
  /** JSON: where the sender states the number of records. */
  total: jsonPath.optional(),
  /** CSV: a line of its own, before the header or after all records, that states their number: `SLUT;{rows}`. */
  countLine: z
    .strictObject({
      at: z.enum(['first', 'last']),
      text: z
        .string()
        .refine(
          (text) => text.split('{rows}').length === 2,
          'must hold {rows} once, where the number stands',
        ),
    })
    .optional(),
  /** CSV: names of the columns, from the left, where no line of the file says them. */
  header: z.array(z.string().min(1)).min(1).optional(),
  /** CSV: lines before the header: a title, a date. */
  linesBefore: z.int().min(1).max(100).optional(),
  /** CSV: lines that begin so are no records: sums, separators, remarks. */
  notRecords: z.array(z.string().min(1)).default([]),
};

/** Rows in which the column holds one of the values are as if they were not there. */
const leaveOut = z
  .array(z.strictObject({ column: z.string().min(1), values: z.array(z.string()).min(1) }))
  .default([]);

/** Another file of the delivery whose rows belong to employments, or to persons: names, absences, ends. */
const joinedSchema = z.strictObject({
  ...written,
  /** What its rows are found by, and what in an employment's row is the same. */
  key: column,
  on: column,
  /** What it says counts before what the employment's own row says. */
  columns: z.strictObject(employmentColumns),
  /** Which of several rows counts; `current`: the absence that is on, or comes next. */
  several: z.enum(['refuse', 'first', 'last', 'current']).default('refuse'),
});

const declaredEmployments = z.strictObject({
  ...written,
  columns: z.strictObject({ ...employmentColumns, personKey: column, number: column }),
  joined: z.array(joinedSchema).default([]),
  leaveOut,
  /** What stands in `managerNumber`, here and in the units: an employment's number, or what the manager goes by. */
  managerBy: z.enum(['number', 'personKey', 'personalNumber', 'hsaId', 'email']).default('number'),
  /** The HR system's code → kind of employment. */
  kinds: z.record(z.string(), z.enum(employmentKinds)),
  protections: z
    .record(z.string(), z.enum(['none', 'confidential', 'protected-registration']))
    .default({ N: 'none' }),
  /** The HR system's code → kind of leave, in words. Left out, what the file says is kept as it is. */
  leaveKinds: z.record(z.string(), z.string().min(1)).optional(),
  /** An employment that ended this many days ago may drop out of the snapshot without being a leaver. */
  historyDays: z.int().nonnegative().default(365),
});

/** What must be somewhere is missed at once, whatever else is wrong. */
const employmentsSchema = neededFields.reduce(
  (schema, field) =>
    schema.refine(({ columns, joined }) => isDeclared(field, [columns, ...joinedColumns(joined)]), {
      path: ['columns', field],
      message: 'must be there, here or in a joined file',
      when: () => true,
    }),
  declaredEmployments.superRefine(({ columns: { personalNumber, personKey, number } }, context) => {
    const stated = personalNumber === undefined ? [] : columnsOf(personalNumber);
    const isNumber = (column: string): boolean => stated.includes(column);
    const refuse = (field: 'number' | 'personKey', message: string): void => {
      context.addIssue({ code: 'custom', path: ['columns', field], message });
    };
    if (columnsOf(number).some(isNumber))
      refuse('number', 'must not be made of the personal number: employment numbers are shown in lists');
    // Alone it is a key of which only a digest is kept; joined with more it would be kept.
    if (typeof personKey !== 'string' && 'columns' in personKey && personKey.columns.some(isNumber))
      refuse('personKey', 'may be the personal number, but must not join it with more: keys are shown');
  }),
);

function joinedColumns(joined: unknown): unknown[] {
  if (!Array.isArray(joined)) return [];
  return joined.map((file: unknown) =>
    typeof file === 'object' && file && 'columns' in file ? file.columns : null,
  );
}

function isDeclared(field: string, columns: readonly unknown[]): boolean {
  return columns.some((found) => typeof found === 'object' && found !== null && Object.hasOwn(found, field));
}

const unitsSchema = z.strictObject({
  ...written,
  columns: z.strictObject({
    code: column,
    parent: column,
    name: column,
    kind: column.optional(),
    hsaId: column.optional(),
    managerNumber: column.optional(),
    costCentre: column.optional(),
    validFrom: column.optional(),
    validTo: column.optional(),
  }),
  leaveOut,
});

const delimiters: Readonly<Record<string, string>> = {
  tab: '\t',
  '\\t': '\t',
  semicolon: ';',
  comma: ',',
  pipe: '|',
};

/** One HR system's files: where they are, how they are written, and what each column means. */
export const hrSourceSchema = z
  .strictObject({
    id: sourceId,
    name: z.string().min(1),
    /** A folder whose sub-folders are deliveries; each is imported once its manifest is there or it lies still. */
    watchFolder: z.string().optional(),
    /** HR is told when nothing has come that could be used for this long. */
    expectEveryHours: z.int().min(1).max(2160).optional(),
    /** An employee API that is asked for the same as the files hold, as JSON. */
    pull: pullSchema.optional(),
    /** `auto` tells UTF-8, UTF-16 and Windows-1252 apart by the bytes; what it found is stated with the import. */
    encoding: z.enum(['auto', 'utf-8', 'utf-16le', 'windows-1252']).default('auto'),
    /** One character, or `tab`, `semicolon`, `comma`, `pipe`. */
    delimiter: z
      .string()
      .transform((text) => delimiters[text] ?? text)
      .pipe(z.string().length(1, 'must be one character, or tab, semicolon, comma or pipe'))
      .default(';'),
    /** False: a quotation mark is a letter like any other. */
    quotes: z.boolean().default(true),
    /** Every record ends with a delimiter, which its header may lack. */
    endsWithDelimiter: z.boolean().default(false),
    /** The declared format ends its last line; a file that does not was cut off. */
    endsWithNewline: z.boolean().default(true),
    manifest: z.string().optional(),
    manifestRequired: z.boolean().default(false),
    /** Refuses employments whose number of rows nobody has stated: no manifest, count line, total or figure given. */
    completenessRequired: z.boolean().default(false),
    yes: texts.default(['J']),
    /** When given, a value that is neither of these nor empty sets its line aside; else all but `yes` means no. */
    no: texts.optional(),
    /** Texts that say that there is no value: `NULL`, `-`, `saknas`. */
    empty: z.array(z.string().min(1)).optional(),
    decimal: z.enum([',', '.']).default(','),
    /** Shares are written as 0,75 and not as 75; what says % is a percentage all the same. */
    shareOfOne: z.literal(true).optional(),
    /** What is written as last day is the first one after it. */
    endsBefore: z.literal(true).optional(),
    /** Tried in this order: `yyyy-MM-dd`, `yyyyMMdd`, `d/M/yyyy` …, or `iso-instant` for a date with a time. */
    dates: z.array(z.string().refine(isDayFormat, 'is no format of days')).min(1).default(['yyyy-MM-dd']),
    /** What this system writes as last day when there is none: `9999-12-31`. */
    noLastDay: z.array(z.string()).default([]),
    /** Outside production only test numbers are accepted: last four digits before the check digit, 238x 239x 980x 981x. */
    testNumbersOnly: z.boolean().default(false),
    employments: employmentsSchema,
    units: unitsSchema.optional(),
    /** Instead of `units`: the employments' own columns say which units there are, where no file does. */
    unitsIn: z
      .strictObject({
        name: column.optional(),
        kind: column.optional(),
        managerNumber: column.optional(),
        /** From the top down to the unit itself: `Omsorgen/Hemtjänst/Björken`. */
        path: column.optional(),
        separator: z.string().min(1).default('/'),
        /** The units above, from the top down, where each has columns of its own. */
        above: z.array(z.strictObject({ code: column, name: column })).default([]),
      })
      .optional(),
    /** Instead of `units`: the source whose units this one's employments are in. */
    unitsFrom: sourceId.optional(),
    /** What this source may end without a human; else `lifecycle.breakers.feed`. */
    breaker: breakerLimits(100, 0.02, 5).optional(),
    /** News pushed by the HR system, one person at a time; left out, none are taken. */
    events: hrEventsSchema.optional(),
    maxFileMegabytes: z.int().positive().default(512),
  })
  .superRefine((source, context) => {
    const wrong = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const ways = [source.units, source.unitsIn, source.unitsFrom].filter((way) => way !== undefined);
    if (ways.length !== 1) wrong(['units'], 'one of `units`, `unitsIn` and `unitsFrom` must be there');
    const { joined } = source.employments;
    const named = filesOf(source);
    if (new Set(named).size !== named.length)
      wrong(['employments', 'joined'], 'two files have the same name');
    for (const [n, file] of joined.entries())
      for (const { fault } of file.format === 'json' ? pathFaults({ ...file.columns, key: file.key }) : [])
        wrong(['employments', 'joined', n, 'columns'], fault);
    const twice = ambiguousFormats(source.dates);
    if (twice) wrong(['dates'], `${twice[0]} and ${twice[1]} read the same text as different days`);
    for (const part of ['employments', 'units'] as const) {
      const file = source[part];
      if (file === undefined) continue;
      if (file.format === 'csv') {
        if (file.rows ?? file.total) wrong([part, 'rows'], '`rows` and `total` are for JSON');
        if (file.countLine?.at === 'first' && file.linesBefore !== undefined)
          wrong([part, 'linesBefore'], 'a count line before the header is counted already');
        continue;
      }
      if (file.countLine) wrong([part, 'countLine'], 'is for CSV');
      for (const name of ['header', 'linesBefore'] as const)
        if (file[name] !== undefined) wrong([part, name], 'is for CSV');
      if (file.total !== undefined && file.rows === undefined)
        wrong([part, 'total'], 'can stand beside the list only, so `rows` must say where that is');
      for (const { field, fault } of pathFaults(file.columns))
        wrong([part, 'columns', ...(field === null ? [] : [field])], fault);
    }
    const { pull } = source;
    if (pull === undefined) return;
    for (const [n, { file, format }] of joined.entries())
      if (format !== 'json' || pull.joined[file] === undefined)
        wrong(['employments', 'joined', n, 'file'], 'must be JSON, and named in `pull.joined`');
    if (source.employments.format !== 'json' || source.units?.format === 'csv')
      wrong(['pull'], 'what is fetched is JSON: `format: json` must be declared for the files');
    if ((source.units === undefined) !== (pull.units === undefined))
      wrong(['pull', 'units'], 'must be there when the source has units of its own, and only then');
  });

/** The source that is meant where none is named: the only one, or the only one that is not fetched. */
export function soleSource<Source extends Pick<HrSource, 'pull'>>(
  sources: readonly Source[],
): Source | undefined {
  const sent = sources.length === 1 ? sources : sources.filter(({ pull }) => pull === undefined);
  return sent.length === 1 ? sent[0] : undefined;
}

/** Every source; ids are unique, and units are borrowed from a source that has some. */
export const hrSourceList = z.array(hrSourceSchema).superRefine((sources, context) => {
  for (const [n, source] of sources.entries()) {
    if (sources.findIndex(({ id }) => id === source.id) !== n)
      context.addIssue({ code: 'custom', path: [n, 'id'], message: 'is another source’s, too' });
    const { unitsFrom } = source;
    if (unitsFrom !== undefined && !sources.some((other) => other.id === unitsFrom && hasUnits(other)))
      context.addIssue({
        code: 'custom',
        path: [n, 'unitsFrom'],
        message: 'is no source with units of its own',
      });
  }
});

export type HrSource = z.output<typeof hrSourceSchema>;
/** How one of a source's files is written. */
export type HrFileFormat = Pick<
  HrSource['employments'],
  'file' | 'format' | 'rows' | 'total' | 'countLine' | 'header' | 'linesBefore' | 'notRecords'
>;

/** The files a delivery of the source consists of, without its manifest. */
export function filesOf(source: HrSource): string[] {
  const { employments, units } = source;
  return [employments.file, ...employments.joined.map(({ file }) => file), ...(units ? [units.file] : [])];
}

function hasUnits({ units, unitsIn }: HrSource): boolean {
  return units !== undefined || unitsIn !== undefined;
}

/** The source whose units its employments are in. */
export function unitsSource(source: HrSource): string {
  return source.unitsFrom ?? source.id;
}
