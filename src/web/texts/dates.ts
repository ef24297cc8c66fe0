import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Dates as people write them. Days are plain YYYY-MM-DD; instants are ISO with an offset. */
export interface Dates {
  /** "21 nov 2026" */
  day: (day: string) => string;
  /** "okt 2026" of "2026-10" */
  month: (month: string) => string;
  /** "21 nov 2026 14:05" */
  instant: (at: string) => string;
  /** "14:05:32" */
  precise: (at: string) => string;
  /** "om 3 dagar", "för 5 minuter sedan" */
  relative: (at: string) => string;
}

const ZONE = 'Europe/Stockholm';
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function datesIn(language: string, now: () => number = Date.now): Dates {
  const locale = language === 'en' ? 'en-GB' : 'sv-SE';
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const days = new Intl.DateTimeFormat(locale, { ...date, timeZone: 'UTC' });
  const localDays = new Intl.DateTimeFormat(locale, { ...date, timeZone: ZONE });
  const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(locale, { ...time, timeZone: ZONE });
  const exact = new Intl.DateTimeFormat(locale, { ...time, second: '2-digit', timeZone: ZONE });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });
  // Swedish abbreviates "nov." with a point; nobody writes the point.
  const plain = (text: string) => text.replaceAll('.', '');

  return {
    day: (day) =>
      plain(isDay(day) ? days.format(new Date(`${day}T00:00:00Z`)) : localDays.format(new Date(day))),
    month: (month) => plain(months.format(new Date(`${month}-01T00:00:00Z`))),
    instant: (at) => `${plain(localDays.format(new Date(at)))} ${times.format(new Date(at))}`,
    precise: (at) => exact.format(new Date(at)),
    relative(at) {
      if (isDay(at)) {
        const today = Date.parse(`${isoDay.format(now())}T00:00:00Z`);
        const apart = Math.round((Date.parse(`${at}T00:00:00Z`) - today) / 86_400_000);
        if (Math.abs(apart) < 14) return relatives.format(apart, 'day');
      }
      const seconds = (Date.parse(isDay(at) ? `${at}T00:00:00Z` : at) - now()) / 1000;
      for (const [unit, length] of STEPS) {
        if (Math.abs(seconds) >= length) return relatives.format(Math.round(seconds / length), unit);
      }
      return relatives.format(0, 'second');
    },
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Today in Sweden as YYYY-MM-DD, wherever the browser's clock thinks it is. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(Date.now());
}

/** `days` after `day`, both YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function useDates(): Dates {
  const { i18n } = useTranslation();
  return useMemo(() => datesIn(i18n.language), [i18n.language]);
}
