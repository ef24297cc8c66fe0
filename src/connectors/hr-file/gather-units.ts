import { hash } from 'node:crypto';
import type { HrSource } from '../../platform/config-hr.js';
import type { UnitField } from '../../policy/model/hr-fields.js';
import { isUnitCode } from '../../policy/model/unit-code.js';
import { DeliveryFault, type HrRecord } from '../hr-reader.js';
import type { RawFile } from './raw-file.js';
import { makerOf, type ReadColumn } from './recast.js';

export const gatheredFields = [
  'code',
  'parent',
  'name',
  'kind',
  'managerNumber',
] as const satisfies readonly UnitField[];
const mostUnits = 100_000;

interface Unit {
  line: number;
  parent: string;
  name: string;
  kind: string;
  managerNumber: string;
}

/**
 * The units that a file of employments names, where there is no file of units: each with what most of its rows say of
 * it, so that the order of the rows changes nothing.
 * @param left whether a row is none
 */
export async function gatherUnits(
  raw: RawFile<string>,
  source: HrSource,
  left: (read: ReadColumn) => boolean,
): Promise<RawFile<string>> {
  const { unitsIn, employments } = source;
  const name = employments.file;
  const [own, called, kind, chief] = [
    employments.columns.unit,
    unitsIn?.name,
    unitsIn?.kind,
    unitsIn?.managerNumber,
  ].map(makerOf);
  const above = (unitsIn?.above ?? []).map((unit) => ({
    code: makerOf(unit.code),
    name: makerOf(unit.name),
  }));
  const pathOf = makerOf(unitsIn?.path);
  const separator = unitsIn?.separator ?? '/';
  const said = new Map<string, Map<string, { unit: Unit; times: number }>>();
  const say = (code: string, unit: Unit): void => {
    const versions = said.get(code) ?? new Map<string, { unit: Unit; times: number }>();
    if (said.size === mostUnits)
      throw new DeliveryFault('mostly-wrong', `${name} names more than ${String(mostUnits)} units.`, name);
    said.set(code, versions);
    const key = [unit.parent, unit.name, unit.kind, unit.managerNumber].join('\u0000');
    const version = versions.get(key);
    if (version) version.times += 1;
    else if (versions.size < 1000) versions.set(key, { unit, times: 1 });
  };
  const codes = unitsIn?.path === undefined ? new Map<string, string>() : await codesOfPaths();

  async function* rows(): AsyncGenerator<{ line: number; read: ReadColumn }> {
    for await (const batch of raw.batches({ records: 0, told: null }, null))
      for (const { line, fields: values, malformed } of batch) {
        if (malformed !== null || values.length !== raw.width) continue;
        const read: ReadColumn = (column) => clean(values[raw.columns[column] ?? -1] ?? '');
        if (!left(read)) yield { line, read };
      }
  }

  /** What a whole path is called: the code that stands beside it. */
  async function codesOfPaths(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for await (const { read } of rows()) {
      const [at, code] = [segments(pathOf(read), separator).join(separator), unitCode(own?.(read) ?? '')];
      const known = found.get(at);
      if (at !== '' && code !== '' && (known === undefined || code < known)) found.set(at, code);
    }
    return found;
  }

  for await (const { line, read } of rows()) {
    const code = unitCode(own?.(read) ?? '');
    if (code === '') continue;
    const way = segments(pathOf(read), separator);
    let parent = '';
    const upper =
      way.length > 0
        ? way.slice(0, -1).map((text, n) => {
            const at = way.slice(0, n + 1).join(separator);
            return { code: codes.get(at) ?? unitCode(at), name: text };
          })
        : above.map((unit) => ({ code: unitCode(unit.code(read)), name: unit.name(read) }));
    for (const unit of upper) {
      if (unit.code === '' || unit.code === code) continue;
      say(unit.code, { line, parent, name: unit.name || unit.code, kind: '', managerNumber: '' });
      parent = unit.code;
    }
    say(code, {
      line,
      parent,
      name: called?.(read) || way.at(-1) || own?.(read) || code,
      kind: kind?.(read) ?? '',
      managerNumber: chief?.(read) ?? '',
    });
  }

  const records: HrRecord[] = [...said].map(([code, versions]) => {
    const all = [...versions.values()].sort((a, b) => b.times - a.times || order(a.unit, b.unit));
    // What only some rows say of it is not unsaid by those of the units below.
    const told = (field: 'kind' | 'managerNumber'): string =>
      all.find(({ unit }) => unit[field] !== '')?.unit[field] ?? '';
    const unit = all[0]?.unit ?? { line: 0, parent: '', name: code };
    return {
      line: unit.line,
      fields: [code, unit.parent, unit.name, told('kind'), told('managerNumber')],
      malformed: null,
    };
  });
  return {
    columns: Object.fromEntries(gatheredFields.map((field, at) => [field, at])),
    width: gatheredFields.length,
    async *batches(tally) {
      await Promise.resolve();
      tally.records += records.length;
      yield records;
    },
    async *digests() {
      await Promise.resolve();
      yield records;
    },
  };
}

/** A unit's code, made of its name or path where that could be none. */
export function unitCode(text: string): string {
  const found = clean(text);
  if (found === '' || isUnitCode(found)) return found;
  const plain = found.replace(/[^\p{L}\p{N}.]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${Array.from(plain).slice(-28).join('')}-${hash('sha256', found, 'hex').slice(0, 8)}`;
}

function segments(path: string, separator: string): string[] {
  return path
    .split(separator)
    .map(clean)
    .filter((part) => part !== '');
}

function order(a: Unit, b: Unit): number {
  const [one, other] = [JSON.stringify({ ...a, line: 0 }), JSON.stringify({ ...b, line: 0 })];
  return one < other ? -1 : one > other ? 1 : 0;
}

function clean(value: string): string {
  return value.normalize('NFC').trim();
}
