import { addDays, isDay, type Day } from './day.js';

/** A date and a time as ISO 8601 writes them, or with a blank between as databases do; with an offset, the day that it is in Sweden at that moment. */
export const isoInstant = 'iso-instant';

const tokens: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
};
const piece = /yyyy|MM?|dd?|[-/. ]/g;
const instantPattern =
  /^(?<local>\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<offset>Z|[+-]\d{2}:?\d{2})?$/;
const swedish = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short' });

/** Whether a format is one we can read: `yyyy`, `MM` or `M`, `dd` or `d` once each, with - / . or blanks between. */
export function isDayFormat(format: string): boolean {
  if (format === isoInstant) return true;
  const pieces = format.match(piece) ?? [];
  if (pieces.join('') !== format) return false;
  const parts = pieces.filter((found) => found in tokens).map((found) => found.charAt(0));
  return parts.sort().join('') === 'Mdy';
}

/** Two formats that read the same text as different days, such as day before month and month before day; else null. */
export function ambiguousFormats(formats: readonly string[]): readonly [string, string] | null {
  for (const [n, one] of formats.entries())
    for (const other of formats.slice(n + 1)) if (shapeOf(one) === shapeOf(other)) return [one, other];
  return null;
}

function shapeOf(format: string): string {
  return format.replace(piece, (found) => (found in tokens ? '#' : found));
}

const readers = new WeakMap<readonly string[], (text: string) => Day | null>();

/** The day a text states in one of the formats; null when it states none that exists. */
export function readDay(text: string, formats: readonly string[]): Day | null {
  let reader = readers.get(formats);
  if (reader === undefined) {
    reader = readerOf(formats);
    readers.set(formats, reader);
  }
  return reader(text);
}

function readerOf(formats: readonly string[]): (text: string) => Day | null {
  const patterns = formats.map((format) =>
    format === isoInstant
      ? instantPattern
      : new RegExp(`^${format.replace(piece, (found) => tokens[found] ?? `\\${found}`)}$`),
  );
  return (text) => {
    for (const pattern of patterns) {
      const found = pattern.exec(text)?.groups;
      if (!found) continue;
      const day =
        pattern === instantPattern
          ? dayOfInstant(text, found)
          : `${found['year'] ?? ''}-${(found['month'] ?? '').padStart(2, '0')}-${(found['day'] ?? '').padStart(2, '0')}`;
      if (day !== null && isDay(day)) return day;
    }
    return null;
  };
}

function dayOfInstant(text: string, found: Record<string, string | undefined>): Day | null {
  const local = found['local'] ?? '';
  if (!isDay(local)) return null; // Date would make the 31st of a short month the 1st of the next
  if (found['offset'] === undefined) return local;
  const at = new Date(text.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : swedish.format(at);
}

// Nobody is employed until then: 2999-12-31 and the like are written by systems that must write something.
const beyondAll = '2200-01-01';

/** What a stated last day means; null is until further notice. @param endsBefore it is the first day after the last */
export function lastDayOf(
  stated: Day | null,
  { endsBefore }: { endsBefore?: boolean | undefined },
): Day | null {
  if (stated === null || stated >= beyondAll) return null;
  return endsBefore === true ? addDays(stated, -1) : stated;
}
