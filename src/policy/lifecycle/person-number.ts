import type { Day } from '../model/day.js';

/** What is wrong with a personal number; the codes are reasons of quarantine. */
export type PersonNumberFault =
  | 'personnummer-missing'
  | 'personnummer-format'
  | 'personnummer-date'
  | 'personnummer-check-digit'
  | 'test-number-only';

/** Birth numbers (digits 9–11) that Skatteverket's public lists of test persons use. */
const testBirthNumbers = new Set(['238', '239', '980', '981']);

const written = /^(\d{2})?(\d{2})(\d{2})(\d{2})([-+ ]?)(\d{4})$/;

/**
 * Checks a personnummer or samordningsnummer as payroll systems write it: 12 digits or 10, with a hyphen, a plus or a
 * blank before the last four, or with nothing. Of 10 digits the century is the last one that makes a birth before
 * today; a plus says a hundred years earlier. A samordningsnummer has 60 added to the day. The check digit is Luhn over
 * the last ten digits.
 * @returns the 12 digits, or what is wrong; neither repeats a wrong number
 */
export function checkPersonNumber(
  text: string,
  testNumbersOnly: boolean,
  today: Day,
): { readonly number: string } | { readonly fault: PersonNumberFault } {
  if (text === '') return { fault: 'personnummer-missing' };
  const parts = written.exec(text);
  if (!parts) return { fault: 'personnummer-format' };
  const [, century, short = '', month = '', day = '', sign, last = ''] = parts;
  const year =
    century === undefined ? fullYear(short, month, day, sign === '+', today) : `${century}${short}`;
  if (!isDate(Number(year), Number(month), Number(day) > 60 ? Number(day) - 60 : Number(day)))
    return { fault: 'personnummer-date' };
  const number = `${year}${month}${day}${last}`;
  if (luhnSum(number.slice(2)) % 10 !== 0) return { fault: 'personnummer-check-digit' };
  if (testNumbersOnly && !testBirthNumbers.has(number.slice(8, 11))) return { fault: 'test-number-only' };
  return { number };
}

/** The last ten digits of what is a right personal number, however it is written; null of anything else. */
export function tenDigitsOf(text: string): string | null {
  const parts = written.exec(text);
  if (!parts) return null;
  const [, , short = '', month = '', day = '', , last = ''] = parts;
  const dayOfMonth = Number(day) > 60 ? Number(day) - 60 : Number(day);
  const digits = `${short}${month}${day}${last}`;
  // A leap year of some century: the digits alone do not say which.
  return isDate(2000, Number(month), dayOfMonth) && luhnSum(digits) % 10 === 0 ? digits : null;
}

/** The day of birth that a right number states, yyyymmdd, and whether it is a samordningsnummer. */
export function birthOf(number: string): { readonly day: string; readonly coordination: boolean } {
  const day = Number(number.slice(6, 8));
  const coordination = day > 60;
  return {
    day: coordination ? `${number.slice(0, 6)}${String(day - 60).padStart(2, '0')}` : number.slice(0, 8),
    coordination,
  };
}

/** Four digits of a year of two. */
function fullYear(short: string, month: string, day: string, isHundred: boolean, today: Day): string {
  const born = `${month}-${String(Number(day) > 60 ? Number(day) - 60 : Number(day)).padStart(2, '0')}`;
  const year = Number(today.slice(0, 2)) * 100 + Number(short);
  const last = `${String(year)}-${born}` > today ? year - 100 : year;
  return String(isHundred ? last - 100 : last);
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1840 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Every second digit from the first is doubled, and the digits of the products are added. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(i) - 48;
    const product = i % 2 === 0 ? digit * 2 : digit;
    sum += product > 9 ? product - 9 : product;
  }
  return sum;
}
