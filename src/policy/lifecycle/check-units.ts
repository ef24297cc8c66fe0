import { lastDayOf, readDay } from '../model/day-format.js';
import type { Day } from '../model/day.js';
import type { UnitField } from '../model/hr-fields.js';
import { isUnitCode } from '../model/unit-code.js';
import { cleanValue, noDay, shown, type DayRules } from './check-hr-row.js';

export interface UnitRow {
  readonly code: string;
  readonly parent: string | null;
  readonly name: string;
  readonly kind: string;
  readonly hsaId: string | null;
  readonly managerNumber: string | null;
  readonly costCentre: string | null;
  readonly validFrom: Day | null;
  readonly validTo: Day | null;
}

export type UnitReason =
  'missing-value' | 'invalid-code' | 'invalid-date' | 'start-after-end' | 'duplicate-unit' | 'unknown-parent';

export interface UnitFault {
  readonly reason: UnitReason;
  readonly field: UnitField;
  readonly detail: string;
}

/** A unit with its place in the tree: codes from the top down to itself, `/10000/33000/33410/`. */
export interface PlacedUnit extends UnitRow {
  readonly path: string;
}

export function checkUnit(read: (field: UnitField) => string, rules: DayRules): UnitRow | UnitFault {
  const text = (field: UnitField): string => cleanValue(read(field), rules);
  const code = text('code');
  if (code === '') return { reason: 'missing-value', field: 'code', detail: 'The unit has no code.' };
  if (!isUnitCode(code))
    return { reason: 'invalid-code', field: 'code', detail: `${shown(code)} cannot be the code of a unit.` };
  if (text('name') === '') return { reason: 'missing-value', field: 'name', detail: 'The unit has no name.' };
  const days = { validFrom: null as Day | null, validTo: null as Day | null };
  for (const field of ['validFrom', 'validTo'] as const) {
    const value = text(field);
    if (value === '' || (field === 'validTo' && rules.noLastDay.includes(value))) continue;
    days[field] = readDay(value, rules.dates);
    if (days[field] === null) return { reason: 'invalid-date', field, detail: noDay(value, rules.dates) };
    if (field === 'validTo') days[field] = lastDayOf(days[field], rules);
  }
  const row: UnitRow = {
    code,
    parent: text('parent') || null,
    name: text('name'),
    kind: text('kind'),
    hsaId: text('hsaId') || null,
    managerNumber: text('managerNumber') || null,
    costCentre: text('costCentre') || null,
    ...days,
  };
  if (row.validFrom !== null && row.validTo !== null && row.validTo < row.validFrom)
    return { reason: 'start-after-end', field: 'validTo', detail: 'The last day is before the first.' };
  return row;
}

/**
 * Places the units of a snapshot in their tree. `known` are the units of earlier snapshots: they count as parents
 * although they are not in this one.
 * @returns placed units, parents first; the codes of units with an unknown parent; and a code on a circle, if any
 */
export function placeUnits(
  rows: readonly UnitRow[],
  known: ReadonlyMap<string, string>,
): { placed: PlacedUnit[]; orphans: string[]; circle: string | null } {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const paths = new Map<string, string | null>();
  const placed: PlacedUnit[] = [];
  let circle: string | null = null;

  const visit = (start: UnitRow): void => {
    const chain: UnitRow[] = []; // from the unit up to the nearest placed ancestor; no recursion, trees may be deep
    const seen = new Set<string>();
    let above: string | null = '/';
    for (let row: UnitRow | undefined = start; row !== undefined;) {
      if (seen.has(row.code)) {
        circle ??= row.code;
        above = null;
        break;
      }
      seen.add(row.code);
      chain.push(row);
      if (row.parent === null) break;
      const done = paths.get(row.parent);
      if (done !== undefined) {
        above = done;
        break;
      }
      const parent = byCode.get(row.parent);
      if (parent === undefined) above = known.get(row.parent) ?? null;
      row = parent;
    }
    for (const row of chain.reverse()) {
      above = above === null ? null : `${above}${row.code}/`;
      paths.set(row.code, above);
      if (above !== null) placed.push({ ...row, path: above });
    }
  };
  for (const row of rows) if (!paths.has(row.code)) visit(row);
  return { placed, orphans: rows.filter((r) => paths.get(r.code) === null).map((r) => r.code), circle };
}
