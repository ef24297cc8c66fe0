/** A calendar day in Europe/Stockholm, `YYYY-MM-DD`. Days compare as text. */
export type Day = string;

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists: `2026-11-31` and `2025-02-29` do not, nor does any in a year 0. */
export function isDay(text: string): boolean {
  const parts = pattern.exec(text);
  if (!parts || parts[1] === '0000') return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `day` moved by a whole number of days; leap days and years included. */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** `day` moved by calendar months, to the month's last day where that day does not exist: as PostgreSQL counts. */
export function addMonths(day: Day, months: number): Day {
  const last = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  last.setUTCMonth(last.getUTCMonth() + months + 1, 0);
  last.setUTCDate(Math.min(Number(day.slice(8)), last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}
