import type { EmploymentField } from '../model/hr-fields.js';
import { lastDayOf, readDay } from '../model/day-format.js';
import type { Day } from '../model/day.js';
import type { EmploymentKind } from '../model/people.js';
import { checkPersonNumber, type PersonNumberFault } from './person-number.js';

export type Protection = 'none' | 'confidential' | 'protected-registration';

/** How this HR system writes days: formats tried in order, and what stands for no last day. */
export interface DayRules {
  readonly dates: readonly string[];
  readonly noLastDay: readonly string[];
  /** Texts that say that there is no value: `NULL`, `-`. */
  readonly empty?: readonly string[] | undefined;
  /** The day that is written as an end is the first one after it. */
  readonly endsBefore?: boolean | undefined;
}

/** How this HR system writes values. */
export interface RowRules extends DayRules {
  readonly yes: readonly string[];
  /** When given, a value that is neither yes nor no is a fault; else it means no. */
  readonly no?: readonly string[] | undefined;
  readonly decimal: ',' | '.';
  /** Shares are written as 0.75, not as 75. */
  readonly shareOfOne?: boolean | undefined;
  readonly testNumbersOnly: boolean;
  readonly kinds: Readonly<Record<string, EmploymentKind>>;
  readonly protections: Readonly<Record<string, Protection>>;
  /** Code → kind of leave in words; without it the code is kept. */
  readonly leaveKinds?: Readonly<Record<string, string>> | undefined;
}

/** One employment as the HR system states it; texts trimmed and composed (NFC). */
export interface EmploymentRow {
  readonly personKey: string;
  readonly personNumber: string;
  /** The number that this one has replaced, when the record says so. */
  readonly previousNumber: string | null;
  readonly givenName: string;
  readonly callName: string;
  readonly familyName: string;
  readonly protection: Protection;
  readonly hsaId: string | null;
  readonly email: string | null;
  readonly number: string;
  readonly kind: EmploymentKind;
  readonly titleCode: string | null;
  readonly title: string;
  readonly unit: string;
  readonly percent: number;
  readonly startDate: Day;
  readonly endDate: Day | null;
  readonly main: boolean;
  readonly leadsUnit: boolean;
  readonly managerNumber: string | null;
  readonly leaveKind: string | null;
  readonly leavePercent: number | null;
  readonly leaveFrom: Day | null;
  readonly leaveTo: Day | null;
  readonly sponsorNumber: string | null;
  readonly externalEmployer: string | null;
  readonly contractReference: string | null;
  readonly registeredByHand: boolean;
}

export type RowReason =
  | PersonNumberFault
  | 'missing-value'
  | 'invalid-character'
  | 'too-long'
  | 'invalid-date'
  | 'start-after-end'
  | 'invalid-number'
  | 'unknown-kind'
  | 'unknown-protection'
  | 'unknown-leave-kind'
  | 'unknown-flag'
  | 'unknown-unit'
  | 'invalid-hsa-id'
  | 'invalid-email';

/** Why a row is set aside. `detail` is a full sentence and never holds a personal number. */
export interface RowFault {
  readonly reason: RowReason;
  readonly field: EmploymentField;
  readonly detail: string;
}

const hsaIdPattern = /^(?=.{1,31}$)[A-Za-z]{2,6}\d{10}-[A-Za-z0-9]+$/;
const emailPattern = /^[^\s@<>"]+@[^\s@<>"]+$/;
const control = /\p{Cc}/u;
const longest = 300;

const numberSentences: Readonly<Record<PersonNumberFault, string>> = {
  'personnummer-missing': 'The personal number is missing.',
  'personnummer-format': 'The personal number is not 12 or 10 digits.',
  'personnummer-date': 'The personal number does not begin with a date.',
  'personnummer-check-digit': 'The check digit of the personal number is wrong.',
  'test-number-only': 'Only test numbers are accepted here, and this personal number is not one.',
};

/**
 * Checks one row by itself.
 * @param read the raw text of a field; '' when the file has no such column
 * @param today tells the century of personal numbers without one
 */
export function checkHrRow(
  read: (field: EmploymentField) => string,
  rules: RowRules,
  isUnit: (code: string) => boolean,
  today: Day,
): EmploymentRow | RowFault {
  let fault: RowFault | undefined;
  const fail = (reason: RowReason, field: EmploymentField, detail: string): void => {
    fault ??= { reason, field, detail };
  };
  const text = (field: EmploymentField): string => {
    const value = cleanValue(read(field), rules);
    if (control.test(value)) fail('invalid-character', field, 'The value holds a control character.');
    else if (value.length > longest)
      fail('too-long', field, `The value is longer than ${String(longest)} characters.`);
    return value;
  };
  const needed = (field: EmploymentField): string => {
    const value = text(field);
    if (value === '') fail('missing-value', field, 'The value is missing.');
    return value;
  };
  const optional = (field: EmploymentField): string | null => text(field) || null;
  const day = (field: EmploymentField): Day | null => {
    const value = text(field);
    if (value === '') return null;
    const found = readDay(value, rules.dates);
    if (found === null) fail('invalid-date', field, noDay(value, rules.dates));
    return found;
  };
  const lastDay = (field: EmploymentField): Day | null =>
    rules.noLastDay.includes(clean(read(field))) ? null : lastDayOf(day(field), rules);
  const percent = (field: EmploymentField): number | null => {
    const value = text(field);
    if (value === '') return null;
    const bare = value.replace(/\s*%$/, '');
    const plain = rules.decimal === ',' ? bare.replace(',', '.') : bare;
    // More than two decimals only after the declared sign: "87.505" may be thousands where a comma is declared.
    const decimals = rules.decimal === ',' && bare.includes('.') ? 2 : 4;
    const [, parts = ''] = /^\d{1,4}(?:\.(\d{1,4}))?$/.exec(plain) ?? [null, 'none of a number'];
    const stated = parts.length <= decimals ? Number(plain) : Number.NaN;
    // Hundredths of a per cent are kept; what says % says per cent, whatever the others are.
    const hundred = rules.shareOfOne === true && bare === value ? 100 : 1;
    const amount = Math.round(stated * hundred * 100) / 100;
    if (!(amount >= 0 && amount <= 1000))
      fail('invalid-number', field, `${shown(value)} is not a share in per cent.`);
    return amount;
  };
  const yes = (field: EmploymentField): boolean => {
    const value = text(field);
    if (rules.yes.includes(value)) return true;
    if (value !== '' && rules.no !== undefined && !rules.no.includes(value))
      fail('unknown-flag', field, `${shown(value)} means neither yes nor no.`);
    return false;
  };

  const personKey = needed('personKey');
  const number = needed('number');
  const checked = checkPersonNumber(text('personalNumber'), rules.testNumbersOnly, today);
  if ('fault' in checked) fail(checked.fault, 'personalNumber', numberSentences[checked.fault]);
  const former = text('previousNumber');
  const previous = former === '' ? null : checkPersonNumber(former, rules.testNumbersOnly, today);
  if (previous && 'fault' in previous)
    fail(previous.fault, 'previousNumber', numberSentences[previous.fault]);

  const givenName = needed('givenName');
  const familyName = needed('familyName');
  const protectionCode = text('protection');
  const protection = protectionCode === '' ? 'none' : own(rules.protections, protectionCode);
  if (protection === undefined)
    fail('unknown-protection', 'protection', `${shown(protectionCode)} is no known mark of protection.`);
  const hsaId = optional('hsaId');
  if (hsaId !== null && !hsaIdPattern.test(hsaId))
    fail('invalid-hsa-id', 'hsaId', `${shown(hsaId)} is not an HSA-id.`);
  const email = optional('email');
  if (email !== null && !emailPattern.test(email))
    fail('invalid-email', 'email', 'It is not a mail address.');

  const kindCode = needed('kind');
  const kind = own(rules.kinds, kindCode);
  if (kind === undefined) fail('unknown-kind', 'kind', `${shown(kindCode)} is no known kind of employment.`);
  const unit = needed('unit');
  if (unit !== '' && !isUnit(unit)) fail('unknown-unit', 'unit', `There is no unit ${shown(unit)}.`);

  const startDate = day('startDate');
  if (startDate === null) fail('missing-value', 'startDate', 'The first day is missing.');
  const endDate = lastDay('endDate');
  const leaveFrom = day('leaveFrom');
  const leaveTo = lastDay('leaveTo');
  const leaveCode = optional('leaveKind');
  const leaveKind = leaveCode === null || !rules.leaveKinds ? leaveCode : own(rules.leaveKinds, leaveCode);
  if (leaveKind === undefined)
    fail('unknown-leave-kind', 'leaveKind', `${shown(leaveCode ?? '')} is no known kind of leave.`);
  if (startDate !== null && endDate !== null && endDate < startDate)
    fail(
      'start-after-end',
      'endDate',
      `The last day ${shown(endDate)} is before the first, ${shown(startDate)}.`,
    );
  if (leaveFrom !== null && leaveTo !== null && leaveTo < leaveFrom)
    fail('start-after-end', 'leaveTo', `The leave's last day ${shown(leaveTo)} is before its first.`);

  const row = {
    personKey,
    givenName,
    callName: text('callName') || (givenName.split(/[\s]+/)[0] ?? givenName),
    familyName,
    hsaId,
    email,
    number,
    titleCode: optional('titleCode'),
    title: needed('title'),
    unit,
    percent: percent('percent') ?? 0,
    endDate,
    main: yes('main'),
    leadsUnit: yes('leadsUnit'),
    managerNumber: optional('managerNumber'),
    leaveKind: leaveKind ?? null,
    leavePercent: percent('leavePercent'),
    leaveFrom,
    leaveTo,
    sponsorNumber: optional('sponsorNumber'),
    externalEmployer: optional('externalEmployer'),
    contractReference: optional('contractReference'),
    registeredByHand: yes('registeredByHand'),
  };
  if (fault !== undefined) return fault;
  // Each of these being absent has made a fault above; said again for the types.
  if ('fault' in checked || protection === undefined || kind === undefined || startDate === null)
    return { reason: 'missing-value', field: 'number', detail: 'The row is not complete.' };
  const replaced = previous && 'number' in previous ? previous.number : null;
  const previousNumber = replaced === checked.number ? null : replaced;
  return { ...row, personNumber: checked.number, previousNumber, protection, kind, startDate };
}

/** True when the check of a row found a fault. */
export function isRowFault(answer: EmploymentRow | RowFault): answer is RowFault {
  return 'reason' in answer;
}

/** Trimmed, composed: names arrive in decomposed Unicode and titles with trailing blanks. */
export function clean(value: string): string {
  return value.normalize('NFC').trim();
}

/** The same, and '' where the system says in words that there is nothing. */
export function cleanValue(value: string, { empty }: DayRules): string {
  const found = clean(value);
  return empty?.includes(found) === true ? '' : found;
}

export function noDay(value: string, formats: readonly string[]): string {
  return `${shown(value)} is not a day (${formats.join(' or ')}).`;
}

/** A value as a message may repeat it: short, and without anything that looks like a personal number. */
export function shown(value: string): string {
  return `"${value.replace(/\d{6}(\d{2})?[-+ ]?\d{4}/g, '…').slice(0, 40)}"`;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
