import { addDays, type Day } from './day.js';

/** Eves and bridges that many employers give as free days; the law does not. */
export const customaryFreeDays = ['midsommarafton', 'julafton', 'nyårsafton'] as const;
export type CustomaryFreeDay = (typeof customaryFreeDays)[number];

/** Which days count as working days beside the law's: by custom, and single ones of the organisation's own. */
export interface WorkingCalendar {
  readonly customary: readonly CustomaryFreeDay[];
  readonly closed: readonly Day[];
}

/** Easter Sunday in the Gregorian calendar (the anonymous algorithm, Meeus/Jones/Butcher). */
export function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const days = h + l - 7 * m + 114;
  return `${String(year)}-${two(Math.floor(days / 31))}-${two((days % 31) + 1)}`;
}

/** The public holidays of a year by Swedish law (1989:253), Sundays aside. */
export function publicHolidays(year: number): Day[] {
  const on = (monthDay: string): Day => `${String(year)}-${monthDay}`;
  const easter = easterSunday(year);
  return [
    on('01-01'),
    on('01-06'),
    addDays(easter, -2), // långfredagen
    easter,
    addDays(easter, 1), // annandag påsk
    on('05-01'),
    addDays(easter, 39), // Kristi himmelsfärdsdag
    addDays(easter, 49), // pingstdagen
    on('06-06'),
    midsummerDay(year),
    onOrAfter(on('10-31'), saturday), // alla helgons dag
    on('12-25'),
    on('12-26'),
  ];
}

export function isWorkingDay(day: Day, calendar: WorkingCalendar): boolean {
  const weekday = weekdayOf(day);
  if (weekday === saturday || weekday === sunday) return false;
  if (calendar.closed.includes(day)) return false;
  const year = Number(day.slice(0, 4));
  if (publicHolidays(year).includes(day)) return false;
  return !calendar.customary.some((name) => customary(name, year) === day);
}

/** The day `count` working days after `day`; `day` itself is not counted, working or not. */
export function addWorkingDays(day: Day, count: number, calendar: WorkingCalendar): Day {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached, calendar)) left -= 1;
  }
  return reached;
}

const saturday = 6;
const sunday = 0;

function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function onOrAfter(day: Day, weekday: number): Day {
  return addDays(day, (weekday - weekdayOf(day) + 7) % 7);
}

function midsummerDay(year: number): Day {
  return onOrAfter(`${String(year)}-06-20`, saturday);
}

function customary(name: CustomaryFreeDay, year: number): Day {
  switch (name) {
    case 'midsommarafton':
      return addDays(midsummerDay(year), -1);
    case 'julafton':
      return `${String(year)}-12-24`;
    case 'nyårsafton':
      return `${String(year)}-12-31`;
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
