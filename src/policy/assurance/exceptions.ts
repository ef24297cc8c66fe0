import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { generalLevel } from './required-assurance.js';

/** What a sign-in must reach where two factors are not possible: never less, and never more is gained (H13.1.7). */
export const exceptionLevel = 2;
/** After so many days it is decided anew, with a new risk analysis. */
export const longestExceptionDays = 365;

/** The system an exception is for, as far as the rule looks at it. */
export interface ExceptedSystem {
  readonly name: string;
  readonly inUse: boolean;
  /** The highest of its classes for confidentiality, integrity and availability. */
  readonly highestClass: number;
  /** Rights in Grindvakt itself are given in it. */
  readonly isOwn: boolean;
  /** Its roles of those that are named; all of them when none is. */
  readonly roles: readonly { readonly id: string; readonly privileged: boolean }[];
}

/** The system's roles that the exception is for; null: all that are not privileged. */
export type RoleGroup = readonly string[] | null;

/** Null when such an exception can be ordered for the system, or decided on `today`. */
export function checkException(
  system: ExceptedSystem,
  asked: { readonly roleIds: RoleGroup; readonly validTo: Day },
  today: Day,
  highestClass: number,
): Refusal | null {
  if (!system.inUse) return refuse('not-in-use', `${system.name} is not in use.`, { pointer: '/systemId' });
  if (system.isOwn || system.highestClass > highestClass)
    return refuse(
      'class-too-high',
      system.isOwn
        ? 'Rights in Grindvakt itself always take two factors.'
        : `${system.name} is of class ${String(system.highestClass)}: an exception takes at most ${String(highestClass)}.`,
      { pointer: '/systemId', facts: { class: system.highestClass, highest: highestClass } },
    );
  return checkRoles(system, asked.roleIds) ?? checkEnd(asked.validTo, today);
}

function checkRoles(system: ExceptedSystem, roleIds: RoleGroup): Refusal | null {
  if (roleIds === null) return null;
  const roles = roleIds.map((id) => system.roles.find((role) => role.id === id));
  if (roleIds.length === 0 || roles.includes(undefined))
    return refuse('invalid', `Choose roles of ${system.name}, or all of them.`, { pointer: '/roleIds' });
  return roles.some((role) => role?.privileged)
    ? refuse('privileged-role', 'A privileged role always takes two factors.', { pointer: '/roleIds' })
    : null;
}

function checkEnd(validTo: Day, today: Day): Refusal | null {
  const latest = addDays(today, longestExceptionDays);
  return validTo <= today || validTo > latest
    ? refuse('invalid', `The last day must be after ${today} and at most ${latest}.`, {
        pointer: '/validTo',
        facts: { latest },
      })
    : null;
}

/** Four eyes: who ordered it does not decide (H13.1.7 names both). */
export function checkDecider(orderedBy: string, decidedBy: string): Refusal | null {
  return orderedBy === decidedBy
    ? refuse('own-exemption', 'You ordered this exception: somebody else must decide on it.')
    : null;
}

/**
 * What a role takes of a sign-in, to be asked for or decided on: its own level and at least the general one, unless a
 * running exception covers every system that it reaches.
 */
export function levelOfRole(own: number, isExcepted: boolean): number {
  return isExcepted ? exceptionLevel : Math.max(generalLevel, own);
}

/** What it takes to see and ask about a role: never more than everything takes. */
export function levelToAsk(role: { readonly requiredLevel: number }): number {
  return Math.min(generalLevel, role.requiredLevel);
}

/** How many days ahead people are told that it ends. */
export const exceptionReminders = [30, 7] as const;

/** Which reminder is due, the latest only; null when none is. */
export function dueReminder(validTo: Day, today: Day): number | null {
  if (validTo < today) return null;
  return exceptionReminders.findLast((days) => validTo <= addDays(today, days)) ?? null;
}
