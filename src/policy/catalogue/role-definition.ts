import type { PeopleSelector } from '../model/selector.js';
import type { RoleParts, Terms } from './role-content.js';

/** What becomes of a requested grant when its holder moves away. */
export type MoverChoice = 'end' | 'review' | { readonly keepDays: number };

/** An administrator right's own terms (H13.1.5). */
export interface PrivilegedTerms {
  readonly holderCap: number;
  readonly hours: readonly number[];
  readonly eligible: PeopleSelector;
}

/** Something that whoever asks for the role answers, and whoever approves reads beside the assessment. */
export interface RoleQuestion {
  readonly sv: string;
  readonly en: string;
}

/** All that a version of a role says; kept whole, so that an earlier one can be brought back exactly (H15.5.4). */
export interface RoleDefinition extends RoleParts, Terms {
  readonly nameSv: string;
  readonly nameEn: string;
  readonly sentenceSv: string;
  readonly sentenceEn: string;
  readonly requestable: boolean;
  readonly suggestedFor: PeopleSelector | null;
  readonly mover: MoverChoice;
  readonly privileged: PrivilegedTerms | null;
  /** Prerequisites that it demands itself. */
  readonly requires: readonly string[];
  /** The security officer approves too, whatever the risk. */
  readonly securityApproves: boolean;
  /** Its own, beside those of the assessment. */
  readonly questions: readonly RoleQuestion[];
}

const bare = ['entitlements', 'includes', 'requires'] as const;

/** The fields by which two versions differ; lists are compared as sets. */
export function differences(a: RoleDefinition, b: RoleDefinition): (keyof RoleDefinition)[] {
  const same = (field: keyof RoleDefinition): boolean =>
    bare.some((list) => list === field)
      ? sorted(a[field]) === sorted(b[field])
      : JSON.stringify(a[field]) === JSON.stringify(b[field]);
  const fields: readonly (keyof RoleDefinition)[] = [
    'nameSv',
    'nameEn',
    'sentenceSv',
    'sentenceEn',
    'entitlements',
    'includes',
    'requires',
    'risk',
    'requiredLevel',
    'maxDays',
    'reviewDays',
    'dataClass',
    'requestable',
    'askableBy',
    'suggestedFor',
    'mover',
    'privileged',
    'securityApproves',
    'questions',
  ];
  return fields.filter((field) => !same(field));
}

function sorted(list: unknown): string {
  return Array.isArray(list) ? JSON.stringify([...new Set(list.map(String))].sort()) : JSON.stringify(list);
}
