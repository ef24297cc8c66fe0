import { Attribute, Change, type Entry } from 'ldapts';
import type { WantedAccount } from '../connector.js';
import { isAscii, tidy } from './distinguished-name.js';

/** An entry to be made: its name and all it holds. */
export interface NewEntry {
  readonly dn: string;
  readonly attributes: Attribute[];
}

/** In what a kind of directory differs from another: the names of things, and how an account is shut. */
export interface Flavour {
  readonly accountClass: string;
  readonly accountName: 'uid' | 'sAMAccountName';
  readonly groupClass: string;
  /** The attributes by which a group goes by its name; the first that fits counts. */
  readonly groupNames: readonly ('cn' | 'sAMAccountName')[];
  /** What tells whether the account is shut. */
  readonly stateAttribute: string;
  /**
   * Whether an account's memberOf is the membership itself (Active Directory keeps one link with two ends) or, where
   * there is one, a copy that may be wrong (OpenLDAP's overlay), so that the groups themselves must be asked.
   */
  readonly memberOfIsTruth: boolean;
  isDisabled(entry: Entry): boolean;
  setEnabled(entry: Entry, enabled: boolean): Change;
  /** The attributes that show who it is; one that is left out stays as it is, a `null` one is taken away. */
  shown(wanted: WantedAccount): Map<string, string | null>;
  newAccount(wanted: WantedAccount): NewEntry;
  newGroup(name: string): NewEntry;
  /** A member that fills a group which may not be empty; `null` where groups may be. */
  readonly filler: string | null;
}

/** All values of an attribute as text, whatever spelling of its name the server chose. */
export function valuesOf(entry: Entry, attribute: string): string[] {
  const wanted = attribute.toLowerCase();
  const name = Object.keys(entry).find((key) => key.toLowerCase() === wanted);
  const value = name === undefined ? [] : (entry[name] ?? []);
  return (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'string' ? one : one.toString('utf8'),
  );
}

export function attribute(type: string, ...values: string[]): Attribute {
  return new Attribute({ type, values });
}

export function replace(type: string, ...values: string[]): Change {
  return new Change({ operation: 'replace', modification: attribute(type, ...values) });
}

/** What every kind of directory shows of a person. */
export function shownAttributes(wanted: WantedAccount): Map<string, string | null> {
  const shown = new Map<string, string | null>([
    ['displayName', tidy(wanted.displayName) || wanted.username],
    ['sn', tidy(wanted.familyName) || wanted.username],
    ['givenName', tidy(wanted.givenName ?? '') || null],
  ]);
  // mail holds ASCII only (RFC 4524): an address that cannot be said there shall not cost anybody the account.
  const email = tidy(wanted.email ?? '');
  if (wanted.email !== undefined && isAscii(email)) shown.set('mail', email || null);
  return shown;
}

/** The shown attributes that have a value, for a new entry. */
export function filledAttributes(shown: ReadonlyMap<string, string | null>): Attribute[] {
  return [...shown].flatMap(([type, value]) => (value === null ? [] : [attribute(type, value)]));
}
