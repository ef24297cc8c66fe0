import type { Table, TableRecord } from '../../connectors/table-reader.js';
import type { CompletionsSource } from '../../platform/config-prerequisites.js';
import {
  checkCompletion,
  isCompletionFault,
  type CompletionField,
  type CompletionReason,
} from '../../policy/lifecycle/check-completion.js';
import type { Day } from '../../policy/model/day.js';
import { blotPersonalNumbers } from '../../policy/model/personal-number-in-text.js';
import { copyLine } from '../intake/copy-text.js';

/** A completion that was sent by itself; the day is `YYYY-MM-DD` whatever the source's files say. */
export interface SentCompletion {
  readonly person: string;
  readonly course: string;
  readonly completed: string;
}

const fields = ['person', 'course', 'completed'] as const;

/** Completions as COPY takes them: line, person, course, day; or of one that cannot be used, why. */
export async function* completionLines(
  content: Table<CompletionField> | readonly SentCompletion[],
  source: CompletionsSource,
  today: Day,
): AsyncGenerator<string> {
  if (!('batches' in content)) {
    const lines = content.map((sent, at) =>
      checked(at + 1, (field) => sent[field], { ...source, dateFormat: 'yyyy-MM-dd', columns: own }, today),
    );
    yield lines.join('');
    return;
  }
  for await (const batch of content.batches()) {
    let text = '';
    for (const record of batch) text += lineOf(record, content, source, today);
    yield text;
  }
}

const own = { person: 'person', course: 'course', completed: 'completed' } as const;

function lineOf(
  { line, fields: values, malformed }: TableRecord,
  { columns, width }: Table<CompletionField>,
  source: CompletionsSource,
  today: Day,
): string {
  if (malformed !== null) return aside(line, 'malformed-quotes', null, null);
  if (values.length !== width)
    return aside(line, 'column-count', null, `${String(values.length)}/${String(width)}`);
  return checked(line, (field) => values[columns[field] ?? -1] ?? '', source, today);
}

function checked(
  line: number,
  read: (field: (typeof fields)[number]) => string,
  source: CompletionsSource,
  today: Day,
): string {
  const completion = checkCompletion(read, source.dateFormat, today);
  if (isCompletionFault(completion))
    return aside(line, completion.reason, source.columns[completion.field], read(completion.field));
  const { person, course, day } = completion;
  return copyLine([line, person, course, day, null, null, null]);
}

function aside(line: number, reason: CompletionReason, column: string | null, value: string | null): string {
  const shown = value === null || value === '' ? null : blotPersonalNumbers(value.slice(0, 100));
  return copyLine([line, null, null, null, reason, column, shown]);
}
