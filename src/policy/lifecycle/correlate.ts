import type { CorrelationKey } from '../model/correlation.js';

/**
 * What speaks for a record and a known person being one. `formerNumber`: the record states a number that the person had
 * before. `replacedNumber`: it says that its number has replaced the one that the person is known by. `rekeyed`: name and birth date agree, and one of the two numbers is a
 * samordningsnummer, which a personnummer replaces some day.
 */
export type Sign = CorrelationKey | 'formerNumber' | 'replacedNumber' | 'rekeyed';

export interface PersonalNames {
  readonly givenName: string;
  readonly callName: string;
  readonly familyName: string;
}

/** A known person whom something in the record points to. */
export interface Candidate {
  readonly personId: string;
  readonly signs: readonly Sign[];
  readonly names: PersonalNames;
  /** Null when a birth date is not known on both sides. */
  readonly sameBirthDate: boolean | null;
  /** HR has said that the two are different persons. */
  readonly toldApart: boolean;
}

export type CorrelationReason = 'name-differs' | 'weak-match' | 'several-candidates' | 'former-number';

export type Correlation =
  | { readonly kind: 'new' }
  | { readonly kind: 'link'; readonly personId: string }
  | {
      readonly kind: 'case';
      readonly reason: CorrelationReason;
      /** The likeliest first. */
      readonly candidates: readonly Candidate[];
    };

/**
 * Whether a record that nobody knows is about somebody known (H13.2.1). Only the same personal number, or a
 * number that the record says to have replaced it, links by itself, together with a similar name, and only when nothing points to somebody else; whatever else points to somebody waits
 * for HR, since a wrong link gives one person's access to another.
 */
export function correlate(
  names: PersonalNames,
  candidates: readonly Candidate[],
  order: readonly CorrelationKey[],
): Correlation {
  const told = candidates
    .filter((candidate) => !candidate.toldApart)
    .map((candidate) => ({ ...candidate, signs: counted(names, candidate, order) }))
    .filter((candidate) => candidate.signs.length > 0)
    .sort((a, b) => rank(a, order) - rank(b, order) || (a.personId < b.personId ? -1 : 1));
  const [first, ...others] = told;
  if (!first) return { kind: 'new' };
  if (others.length > 0) return { kind: 'case', reason: 'several-candidates', candidates: told };
  if (!first.signs.includes('personalNumber') && !first.signs.includes('replacedNumber'))
    return {
      kind: 'case',
      reason: first.signs.includes('formerNumber') ? 'former-number' : 'weak-match',
      candidates: told,
    };
  return areSimilar(names, first.names)
    ? { kind: 'link', personId: first.personId }
    : { kind: 'case', reason: 'name-differs', candidates: told };
}

/**
 * The signs that say something here. Two HR systems may count their employees alike, so an employee number says
 * nothing about somebody whose name and birth date are others; a birth date and a name without the change of number
 * are no sign at all, for many share them.
 */
function counted(names: PersonalNames, candidate: Candidate, order: readonly CorrelationKey[]): Sign[] {
  const similar = areSimilar(names, candidate.names);
  const agrees: Readonly<Record<Sign, boolean>> = {
    personalNumber: order.includes('personalNumber'),
    formerNumber: order.includes('personalNumber'),
    replacedNumber: order.includes('personalNumber'),
    rekeyed: order.includes('personalNumber') && similar && candidate.sameBirthDate === true,
    hsaId: order.includes('hsaId'),
    employeeNumber: order.includes('employeeNumber') && (similar || candidate.sameBirthDate === true),
  };
  return candidate.signs.filter((sign) => agrees[sign]);
}

function rank(candidate: Candidate, order: readonly CorrelationKey[]): number {
  const of = (sign: Sign): number =>
    sign === 'replacedNumber'
      ? order.indexOf('personalNumber') + 0.25
      : sign === 'formerNumber' || sign === 'rekeyed'
        ? order.indexOf('personalNumber') + 0.5
        : order.indexOf(sign);
  return Math.min(...candidate.signs.map(of));
}

/**
 * Whether a known record that states another personal number than before is about somebody else: a person gets another
 * number, or another name, but not both at once. A key that the HR system has used again would else give the newcomer
 * all that the first one has.
 */
export function isSomebodyElse(record: PersonalNames, known: readonly PersonalNames[]): boolean {
  return !known.some((names) => areSimilar(record, names));
}

/**
 * Names are similar when a part of the family name or one of the given names is the same, accents, capital letters and
 * one slip of the pen apart: people marry, and HR systems spell.
 */
export function areSimilar(a: PersonalNames, b: PersonalNames): boolean {
  const family = words(a.familyName);
  const given = words(`${a.givenName} ${a.callName}`);
  return (
    family.some((word) => words(b.familyName).some((other) => nearly(word, other))) ||
    given.some((word) => words(`${b.givenName} ${b.callName}`).some((other) => nearly(word, other)))
  );
}

const particles = new Set([
  'af',
  'av',
  'von',
  'van',
  'de',
  'der',
  'den',
  'da',
  'di',
  'al',
  'el',
  'bin',
  'la',
]);

function words(name: string): string[] {
  const parts = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  const telling = parts.filter((word) => !particles.has(word));
  return telling.length > 0 ? telling : parts;
}

/** The same, or in words of five letters and more one letter changed, added, lost or two neighbours exchanged. */
function nearly(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
