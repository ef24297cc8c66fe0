import { z } from 'zod';
import { jsonPathFault, parseJsonPath } from '../policy/model/json-path.js';

const column = z.string().min(1);

/**
 * Where a value comes from: a column's name (in JSON, a path), or what is made of columns. Several are joined, those
 * that are empty left out; of `anyOf` the first that holds something counts; `before` and `after` cut a value in two.
 */
export const columnSchema = z.union([
  column,
  z.strictObject({ value: z.string() }),
  z.strictObject({ columns: z.array(column).min(2), between: z.string().default('-') }),
  z.strictObject({ anyOf: z.array(column).min(2) }),
  z.strictObject({ column, before: z.string().min(1) }),
  z.strictObject({ column, after: z.string().min(1) }),
]);
export type ColumnSpec = z.output<typeof columnSchema>;

/** What a column of the employments' files may mean. */
export const employmentColumns = {
  personKey: columnSchema.optional(),
  personalNumber: columnSchema.optional(),
  /** The number that this one has replaced: a samordningsnummer, as a rule. */
  previousNumber: columnSchema.optional(),
  givenName: columnSchema.optional(),
  callName: columnSchema.optional(),
  familyName: columnSchema.optional(),
  protection: columnSchema.optional(),
  hsaId: columnSchema.optional(),
  email: columnSchema.optional(),
  number: columnSchema.optional(),
  kind: columnSchema.optional(),
  titleCode: columnSchema.optional(),
  title: columnSchema.optional(),
  unit: columnSchema.optional(),
  percent: columnSchema.optional(),
  startDate: columnSchema.optional(),
  endDate: columnSchema.optional(),
  main: columnSchema.optional(),
  leadsUnit: columnSchema.optional(),
  managerNumber: columnSchema.optional(),
  leaveKind: columnSchema.optional(),
  leavePercent: columnSchema.optional(),
  leaveFrom: columnSchema.optional(),
  leaveTo: columnSchema.optional(),
  sponsorNumber: columnSchema.optional(),
  externalEmployer: columnSchema.optional(),
  contractReference: columnSchema.optional(),
  registeredByHand: columnSchema.optional(),
};

/** May stand in a joined file instead. */
export const neededFields = [
  'personalNumber',
  'givenName',
  'familyName',
  'kind',
  'title',
  'unit',
  'startDate',
  'endDate',
] as const;

/** Names of the file's own columns that a value is made of. */
export function columnsOf(spec: ColumnSpec): readonly string[] {
  if (typeof spec === 'string') return [spec];
  if ('columns' in spec) return spec.columns;
  if ('anyOf' in spec) return spec.anyOf;
  return 'column' in spec ? [spec.column] : [];
}

/** How a message calls it; null when no column is behind it. */
export function nameOfColumn(spec: ColumnSpec | undefined): string | null {
  return spec === undefined ? null : columnsOf(spec).join(' + ') || null;
}

/** What is wrong with a JSON file's paths: of each by itself, and that they go through one list at most. */
export function pathFaults(
  columns: Readonly<Record<string, ColumnSpec | undefined>>,
): { readonly field: string | null; readonly fault: string }[] {
  const lists = new Set<string>();
  const found: { field: string | null; fault: string }[] = [];
  for (const [field, spec] of Object.entries(columns))
    for (const path of spec === undefined ? [] : columnsOf(spec)) {
      const fault = jsonPathFault(path);
      if (fault !== null) found.push({ field, fault });
      else if (path.includes('[]')) lists.add(parseJsonPath(path).outer.join('.'));
    }
  if (lists.size > 1)
    found.push({ field: null, fault: `go through several lists: ${[...lists].join(', ')}` });
  return found;
}
