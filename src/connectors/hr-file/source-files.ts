import { columnsOf } from '../../platform/config-hr-columns.js';
import type { HrFileFormat, HrSource } from '../../platform/config-hr.js';
import type { Day } from '../../policy/model/day.js';
import type { EmploymentField, UnitField } from '../../policy/model/hr-fields.js';
import type { Malformed } from '../hr-reader.js';
import { gatheredFields, gatherUnits, unitCode } from './gather-units.js';
import { joinFile, type Joined, type JoinedFile, type JoinedValues } from './join-file.js';
import { managerNumbers } from './name-managers.js';
import type { RawFile, Tally } from './raw-file.js';
import {
  fieldsOf,
  leftOut,
  ownColumns,
  recast,
  type ReadColumn,
  type RecastPlan,
  type Specs,
} from './recast.js';

/** Opens one of a delivery's files by its own columns. */
export type OpenRaw = (
  format: HrFileFormat,
  declared: Readonly<Record<string, string>>,
  flags: ReadonlySet<string>,
) => Promise<RawFile<string>>;

/** Holds a whole reading of a joined file against what states its number of rows. @throws DeliveryFault */
export type CheckCount = (name: string, tally: Tally) => Promise<void>;

type Changes<Field extends string> = NonNullable<RecastPlan<Field>['changes']>;

const flagFields: ReadonlySet<string> = new Set<EmploymentField>(['main', 'leadsUnit', 'registeredByHand']);

/**
 * One delivery's files as the fields that they mean: as they stand where every field is a column of its own, which is
 * the quick way, else with values made, rows left out, other files joined and managers named by their employments.
 */
export class SourceFiles {
  #managers: ((name: string) => string) | null = null;
  #joined: Promise<readonly Joined[]> | null = null;

  constructor(
    readonly source: HrSource,
    readonly asOf: Day,
    private readonly open: OpenRaw,
    private readonly check: CheckCount,
  ) {}

  /** Lets go of what was joined. */
  async close(): Promise<void> {
    const joined = await this.#joined?.catch(() => []);
    for (const file of joined ?? []) file.close();
    this.#joined = null;
  }

  async employments(): Promise<RawFile<EmploymentField>> {
    return this.#employments(await this.#named());
  }

  /** Null when the source borrows its units. */
  async units(): Promise<RawFile<UnitField> | null> {
    const named = await this.#named();
    const { units } = this.source;
    if (units) return this.#recast<UnitField>(units, units.columns, named);
    const gathered = await this.#gather();
    const specs = Object.fromEntries(gatheredFields.map((field) => [field, field]));
    return gathered && recast<UnitField>(gathered, { name: 'units', specs, leaveOut: [], changes: named });
  }

  /** The units that the employments name, where that is where they stand. */
  async #gather(): Promise<RawFile<string> | null> {
    const { unitsIn, employments } = this.source;
    if (!unitsIn) return null;
    const { name, kind, managerNumber, path, above } = unitsIn;
    const levels = above.flatMap((unit) => [unit.code, unit.name]);
    const specs = [employments.columns.unit, name, kind, managerNumber, path, ...levels];
    const left = leftOut(employments.leaveOut);
    const own = ownColumns(Object.fromEntries(specs.map((spec, n) => [String(n), spec])), left.columns);
    return gatherUnits(await this.open(employments, own, new Set()), this.source, left.is);
  }

  async #employments(changes: Changes<EmploymentField>): Promise<RawFile<EmploymentField>> {
    const { employments, unitsIn } = this.source;
    const { joined, columns } = employments;
    const all = unitsIn ? { ...changes, unit: unitCode } : changes;
    if (joined.length === 0) return this.#recast(employments, columns, all);
    const files = await (this.#joined ??= this.#join(joined));
    return this.#recast(employments, columns, all, {
      columns: joined.flatMap(({ on }) => columnsOf(on)),
      fields: joined.flatMap((file) => fieldsOf<EmploymentField>(file.columns)),
      of: (read) => together(files, read),
    });
  }

  /** How a manager's number is made of what the system names managers by. */
  async #named(): Promise<{ managerNumber?: (name: string) => string }> {
    const { units, employments } = this.source;
    const { managerBy } = employments;
    if (managerBy === 'number') return {};
    if (this.#managers === null) {
      const also = new Set<string>();
      const file = units ? await this.#recast<UnitField>(units, units.columns, {}) : await this.#gather();
      for await (const batch of file?.batches({ records: 0, told: null }, null) ?? [])
        for (const { fields } of batch) also.add(fields[file?.columns['managerNumber'] ?? -1] ?? '');
      this.#managers = await managerNumbers(
        await this.#employments({}),
        managerBy,
        this.source,
        this.asOf,
        also,
      );
    }
    return { managerNumber: this.#managers };
  }

  async #recast<Field extends string>(
    format: HrFileFormat & Pick<RecastPlan<Field>, 'leaveOut'>,
    specs: Specs<Field>,
    changes: Changes<Field>,
    beside?: Beside<Field>,
  ): Promise<RawFile<Field>> {
    const { leaveOut, file: name } = format;
    const fields = fieldsOf(specs);
    const flags = fields.filter((field) => flagFields.has(field));
    const plain = fields.flatMap((field) => {
      const spec = specs[field];
      return typeof spec === 'string' ? [[field, spec] as const] : [];
    });
    const isPlain = leaveOut.length + Object.keys(changes).length === 0 && !beside;
    if (isPlain && plain.length === fields.length)
      return this.open(format, Object.fromEntries(plain), new Set<string>(flags));
    const more = [...leftOut(leaveOut).columns, ...(beside?.columns ?? [])];
    const flagged = new Set(flags.flatMap((field) => columnsOf(specs[field] ?? { value: '' })));
    const raw = await this.open(format, ownColumns(specs, more), flagged);
    return recast(raw, { name, specs, leaveOut, changes, joined: beside?.of }, beside?.fields);
  }

  async #join(formats: readonly JoinedFile[]): Promise<Joined[]> {
    const files: Joined[] = [];
    try {
      for (const format of formats) {
        const raw = await this.open(format, ownColumns(format.columns, columnsOf(format.key)), new Set());
        const tally: Tally = { records: 0, told: null };
        files.push(await joinFile(raw, format, this.source, this.asOf, tally));
        await this.check(format.file, tally);
      }
      return files;
    } catch (error) {
      for (const file of files) file.close();
      throw error;
    }
  }
}

interface Beside<Field extends string> {
  readonly columns: readonly string[];
  readonly fields: readonly Field[];
  readonly of: NonNullable<RecastPlan<Field>['joined']>;
}

function together(files: readonly Joined[], read: ReadColumn): JoinedValues | Malformed {
  const all: JoinedValues = {};
  for (const file of files) {
    const found = file.of(read);
    if (typeof found === 'string') return found;
    Object.assign(all, found);
  }
  return all;
}
