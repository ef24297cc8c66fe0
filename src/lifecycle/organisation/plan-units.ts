import { DeliveryFault, type HrFile, type Malformed } from '../../connectors/hr-reader.js';
import type { HrSource } from '../../platform/config-hr.js';
import { nameOfColumn } from '../../platform/config-hr-columns.js';
import { checkUnit, placeUnits, type PlacedUnit, type UnitRow } from '../../policy/lifecycle/check-units.js';
import type { UnitField } from '../../policy/model/hr-fields.js';
import type { Day } from '../../policy/model/day.js';
import type { StoredUnit } from '../intake/hr-apply.store.js';
import type { Aside, AsideReason, Rejection } from '../intake/import-result.js';

export interface UnitPlan {
  /** Those that are new or say something new. */
  units: (PlacedUnit & { state: 'added' | 'changed' })[];
  /** Known units that the delivery no longer names. */
  missing: string[];
  counts: { added: number; changed: number; closed: number };
  /** Units whose place or kind is another: birthright rules look at these. */
  replaced: string[];
  /** Units whose manager or place is another. */
  releadCodes: string[];
  asides: Aside[];
}

/** What the organisation file changes. Units are few beside employments, so they are compared here, not in SQL. */
export async function planUnits(
  file: HrFile<UnitField>,
  source: HrSource,
  stored: readonly StoredUnit[],
  asOf: Day,
): Promise<UnitPlan | Rejection> {
  const { units, employments } = source;
  const name = units?.file ?? employments.file; // where they are gathered from the employments
  const asides: Aside[] = [];
  const rows = new Map<string, UnitRow & { line: number }>();
  const setAside = new Set<string>();
  const aside = (line: number, reason: AsideReason, field: UnitField | null, detail: string): void => {
    const column = field === null ? null : nameOfColumn(units?.columns[field]);
    asides.push({ file: name, line, reason, column, detail });
  };
  for await (const batch of file.batches())
    for (const { line, fields, malformed } of batch) {
      if (malformed !== null || fields.length !== file.width) {
        for (const field of fields) setAside.add(field.trim());
        if (malformed !== null) aside(line, malformed, null, malformedSentences[malformed]);
        else aside(line, 'column-count', null, columnCount(fields.length, file.width));
        continue;
      }
      const checked = checkUnit((field) => fields[file.columns[field] ?? -1] ?? '', source);
      if ('reason' in checked) {
        setAside.add((fields[file.columns.code ?? -1] ?? '').trim());
        aside(line, checked.reason, checked.field, checked.detail);
      } else if (rows.has(checked.code))
        aside(line, 'duplicate-unit', 'code', 'The unit stands on more than one line; the first counts.');
      else rows.set(checked.code, { ...checked, line });
    }
  const known = new Map(stored.map((unit) => [unit.code, unit]));
  const { placed, orphans, circle } = placeUnits(
    [...rows.values()],
    new Map(stored.map((unit) => [unit.code, unit.path])),
  );
  if (circle !== null) {
    const line = rows.get(circle)?.line ?? null;
    return { code: 'unit-circle', detail: `${name}: unit ${circle} is above itself.`, file: name, line };
  }
  for (const code of orphans) {
    setAside.add(code);
    aside(
      rows.get(code)?.line ?? 0,
      'unknown-parent',
      'parent',
      'The unit above, or one further up, is not known.',
    );
  }
  return { ...compare(placed, known, setAside, asOf), asides };
}

/** A delivery without units of its own, or an event, changes none. */
export const noUnits: UnitPlan = {
  units: [],
  missing: [],
  counts: { added: 0, changed: 0, closed: 0 },
  replaced: [],
  releadCodes: [],
  asides: [],
};

export const malformedSentences: Readonly<Record<Malformed, string>> = {
  'malformed-quotes': 'The quotation marks make no sense.',
  'malformed-json': 'The record is not a JSON object.',
  'not-a-value': 'A list or an object stands where a value is declared.',
  'joined-twice': 'Another file says two things of what this row is about.',
  'joined-unreadable': 'A row of another file that is about the same cannot be read.',
  'inexact-number': 'A number has more digits than JSON can hold; it must be sent as text.',
};

export function columnCount(found: number, expected: number): string {
  const many = found > 1000 ? 'more than 1000' : String(found); // no more are counted
  return `The line has ${many} fields, not ${String(expected)}.`;
}

/** The answer when the whole delivery cannot be used. */
export function isRejection(plan: UnitPlan | Rejection): plan is Rejection {
  return 'code' in plan;
}

export function rejectionOf(fault: DeliveryFault): Rejection {
  return { code: fault.code, detail: fault.message, file: fault.file, line: fault.line };
}

function compare(
  placed: readonly PlacedUnit[],
  known: ReadonlyMap<string, StoredUnit>,
  setAside: ReadonlySet<string>,
  asOf: Day,
): Omit<UnitPlan, 'asides'> {
  const counts = { added: 0, changed: 0, closed: 0 };
  const replaced: string[] = [];
  const releadCodes: string[] = [];
  const open = (validTo: Day | null): boolean => validTo === null || validTo >= asOf;
  const units = placed.flatMap((unit): UnitPlan['units'] => {
    const old = known.get(unit.code);
    if (old === undefined) {
      counts.added += 1;
      releadCodes.push(unit.code);
      return [{ ...unit, state: 'added' }];
    }
    if (old.path !== unit.path || old.kind !== unit.kind) replaced.push(unit.code);
    if (old.path !== unit.path || old.managerNumber !== unit.managerNumber) releadCodes.push(unit.code);
    if (fields.every((field) => old[field] === unit[field])) return [];
    if (open(old.validTo) && !open(unit.validTo)) counts.closed += 1;
    else counts.changed += 1;
    return [{ ...unit, state: 'changed' }];
  });
  const named = new Set([...placed.map((unit) => unit.code), ...setAside]);
  const missing = [...known.values()].filter((unit) => !named.has(unit.code) && unit.validTo === null);
  counts.closed += missing.length;
  return { units, missing: missing.map((unit) => unit.code), counts, replaced, releadCodes };
}

const fields = [
  'path',
  'parent',
  'name',
  'kind',
  'hsaId',
  'managerNumber',
  'costCentre',
  'validFrom',
  'validTo',
] as const;
