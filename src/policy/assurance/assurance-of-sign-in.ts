import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { generalLevel } from './required-assurance.js';

/** What each acr of one provider is worth; made per issuer, as brokers have no values in common. */
export type LevelsOfIssuer = Readonly<Record<string, Level>>;

/** The acr values to demand of a provider: those worth enough, strongest first. */
export function acceptedAcrs(levels: LevelsOfIssuer, demanded: number = generalLevel): string[] {
  return Object.entries(levels)
    .filter(([, level]) => level >= demanded)
    .sort(([, a], [, b]) => b - a)
    .map(([acr]) => acr);
}

/**
 * The level of a sign-in by the acr its token states, compared exactly. What was demanded is no proof of what was
 * done: a missing or unknown acr is worth nothing (ASVS 6.8.4).
 */
export function assuranceOfSignIn(
  levels: LevelsOfIssuer,
  acr: unknown,
  demanded: number = generalLevel,
): { readonly level: Level; readonly acr: string } | Refusal {
  const level = typeof acr === 'string' && Object.hasOwn(levels, acr) ? levels[acr] : undefined;
  if (typeof acr === 'string' && level !== undefined && level >= demanded) return { level, acr };
  return refuse(
    'level-too-low',
    level === undefined
      ? `The sign-in states no assurance level that is known; level ${String(demanded)} is needed.`
      : `The sign-in reached assurance level ${String(level)}; level ${String(demanded)} is needed.`,
    { facts: { has: level ?? null, demanded } },
  );
}
