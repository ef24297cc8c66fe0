import { lastDayOf, readDay } from '../../policy/model/day-format.js';
import { addDays, type Day } from '../../policy/model/day.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';
import type { HrSource } from '../../platform/config-hr.js';
import { DeliveryFault, type Malformed } from '../hr-reader.js';
import type { RawFile, Tally } from './raw-file.js';
import { fieldsOf, makerOf, type ReadColumn } from './recast.js';
import { SideIndex } from './side-index.js';

const mostUnreadable = 100_000;

export type JoinedFile = HrSource['employments']['joined'][number];

/** What a joined file says of a record. */
export type JoinedValues = Partial<Record<EmploymentField, string>>;

export interface Joined {
  /** Or why it cannot be told. */
  of(read: ReadColumn): JoinedValues | Malformed;
  close(): void;
}

/** Reads a file whose rows belong to the employments' by a key, so that they can be looked up. */
export async function joinFile(
  raw: RawFile<string>,
  format: JoinedFile,
  source: HrSource,
  asOf: Day,
  tally: Tally,
): Promise<Joined> {
  const fields = fieldsOf(format.columns);
  const makers = fields.map((field) => makerOf(format.columns[field]));
  const [keyOf, on] = [makerOf(format.key), makerOf(format.on)];
  const index = await SideIndex.open();
  const unreadable = new Set<string>();
  try {
    for await (const batch of raw.batches(tally, null))
      for (const record of batch) {
        if (record.malformed !== null || record.fields.length !== raw.width) {
          // Whoever it names: what is said of them is not known.
          for (const value of record.fields) unreadable.add(clean(value));
          if (unreadable.size > mostUnreadable) throw tooMany(format.file, record.line);
          continue;
        }
        const read: ReadColumn = (column) => record.fields[raw.columns[column] ?? -1] ?? '';
        const key = clean(keyOf(read));
        if (key !== '') index.add({ key, values: makers.map((make) => clean(make(read))) });
      }
  } catch (error) {
    index.close();
    throw error;
  }
  unreadable.delete('');
  return {
    of(read) {
      const key = clean(on(read));
      if (key === '') return {};
      if (unreadable.has(key)) return 'joined-unreadable';
      const rows = index.find(key).map((values) => {
        const row: JoinedValues = {};
        for (const [at, field] of fields.entries()) if (values[at] !== '') row[field] = values[at] ?? '';
        return row;
      });
      return chosen(rows, format.several, source, asOf);
    },
    close: () => {
      index.close();
    },
  };
}

function chosen(
  rows: readonly JoinedValues[],
  several: JoinedFile['several'],
  source: HrSource,
  asOf: Day,
): JoinedValues | Malformed {
  const [first] = rows;
  if (first === undefined) return {};
  if (several === 'first') return first;
  if (several === 'last') return rows.at(-1) ?? first;
  if (several === 'current') return current(rows, source, asOf);
  const text = JSON.stringify(first);
  return rows.every((row) => JSON.stringify(row) === text) ? first : 'joined-twice';
}

function tooMany(file: string, line: number): DeliveryFault {
  return new DeliveryFault('mostly-wrong', `${file}: too many lines cannot be used.`, file, line);
}

interface Leave {
  readonly row: JoinedValues;
  readonly from: Day;
  readonly to: Day | null;
}

/** The leave that is on that day, else the next, else the last one; those that follow without a gap are one. */
function current(rows: readonly JoinedValues[], source: HrSource, asOf: Day): JoinedValues {
  const day = (text: string | undefined): Day | null => readDay(text ?? '', source.dates);
  const leaves: Leave[] = [];
  for (const row of rows) {
    const from = day(row.leaveFrom);
    // What cannot be read is passed on: the row's own check says what is wrong with it.
    if (from === null) return row;
    const isOpen = row.leaveTo === undefined || source.noLastDay.includes(row.leaveTo);
    const to = isOpen ? null : day(row.leaveTo);
    if (to === null && !isOpen) return row;
    leaves.push({ row, from, to: lastDayOf(to, source) });
  }
  leaves.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const whole: Leave[] = [];
  for (const leave of leaves) {
    const before = whole.at(-1);
    const follows =
      before !== undefined &&
      before.row.leaveKind === leave.row.leaveKind &&
      before.row.leavePercent === leave.row.leavePercent &&
      (before.to === null || leave.from <= addDays(before.to, 1));
    if (!follows) whole.push(leave);
    else if (before.to !== null && (leave.to === null || leave.to > before.to)) {
      const { leaveTo: _, ...rest } = before.row;
      const row = leave.row.leaveTo === undefined ? rest : { ...rest, leaveTo: leave.row.leaveTo };
      whole[whole.length - 1] = { row, from: before.from, to: leave.to };
    }
  }
  const isOver = ({ to }: Leave): boolean => to !== null && to < asOf;
  return (whole.find((leave) => !isOver(leave)) ?? whole.at(-1))?.row ?? {};
}

function clean(value: string): string {
  return value.normalize('NFC').trim();
}
