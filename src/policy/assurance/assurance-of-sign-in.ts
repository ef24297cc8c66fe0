import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { textsAt, type ClaimPlace, type Claims } from './claims.js';
import { generalLevel } from './required-assurance.js';

/**
 * What one kind of sign-in at one provider is worth. Every condition that is there must hold, and at least one is
 * there: a token that says nothing is worth nothing (ASVS 6.8.4).
 */
export interface LevelRule {
  /** The token's acr is one of these, compared exactly. */
  readonly acr?: readonly string[] | undefined;
  /** The token's amr holds all of these. */
  readonly amr?: readonly string[] | undefined;
  /** At each place stands one of the values: brokers that state no acr say it so. */
  readonly claims?: readonly { readonly at: ClaimPlace; readonly oneOf: readonly string[] }[] | undefined;
  readonly level: Level;
  /** What to ask the provider for to get it, where that is not the acr. */
  readonly ask?: string | undefined;
  /** What it is called to the person. */
  readonly method?: string | undefined;
}

/** Made per issuer, as brokers have no values in common. In order: the first that fits decides. */
export type LevelsOfIssuer = readonly LevelRule[];

/** What a sign-in said of itself. acr and amr are of the ID token alone; claims may come from the answer about the person too. */
export interface StatedSignIn {
  readonly acr: unknown;
  readonly amr: unknown;
  readonly claims: Claims;
}

/** What to demand of a provider: the values that are worth enough, strongest first. */
export function acceptedAcrs(levels: LevelsOfIssuer, demanded: number = generalLevel): string[] {
  const asked = levels
    .filter(({ level }) => level >= demanded)
    .toSorted((a, b) => b.level - a.level)
    .flatMap(({ ask, acr }) => (ask === undefined ? (acr ?? []) : [ask]));
  return [...new Set(asked)];
}

/** The most that a sign-in at the provider can be worth; 0 when nothing is. */
export function highestLevel(levels: LevelsOfIssuer): number {
  return Math.max(0, ...levels.map(({ level }) => level));
}

/**
 * The level of a sign-in by what its token states, compared exactly. What was demanded is no proof of what was done:
 * a missing or unknown acr, amr or claim fits no rule that asks for one, and what fits none is worth nothing.
 */
export function assuranceOfSignIn(
  levels: LevelsOfIssuer,
  stated: StatedSignIn,
  demanded: number = generalLevel,
): { readonly level: Level; readonly acr: string; readonly method: string | null } | Refusal {
  const rule = levels.find((one) => fits(one, stated));
  if (rule && rule.level >= demanded)
    return {
      level: rule.level,
      acr: typeof stated.acr === 'string' ? stated.acr : (rule.ask ?? 'none'),
      method: rule.method ?? null,
    };
  return refuse(
    'level-too-low',
    rule === undefined
      ? `The sign-in states no assurance level that is known; level ${String(demanded)} is needed.`
      : `The sign-in reached assurance level ${String(rule.level)}; level ${String(demanded)} is needed.`,
    { facts: { has: rule?.level ?? null, demanded } },
  );
}

function fits(rule: LevelRule, { acr, amr, claims }: StatedSignIn): boolean {
  if (rule.acr === undefined && rule.amr === undefined && rule.claims === undefined) return false;
  if (rule.acr !== undefined && !(typeof acr === 'string' && rule.acr.includes(acr))) return false;
  if (rule.amr !== undefined) {
    if (!Array.isArray(amr) || rule.amr.length === 0) return false;
    const done = new Set<unknown>(amr as unknown[]);
    if (!rule.amr.every((method) => done.has(method))) return false;
  }
  return (rule.claims ?? []).every(({ at, oneOf }) =>
    textsAt(claims, at).some((text) => oneOf.includes(text)),
  );
}

/** Clocks of providers may differ from ours by so much. */
const skewSeconds = 30;

/**
 * When the person proved who they are, by the token's auth_time (seconds). A missing one is the weakest there is
 * (ASVS 6.8.4): long ago, unless the provider is known to ask every time. Where a sign-in no older than `maxAge` seconds
 * was demanded when it was begun at `asked`, one that does not say, or says earlier, is refused.
 */
export function momentOfSignIn(
  authTime: unknown,
  demand: { readonly maxAge: number | null; readonly asked: Date; readonly asksEveryTime: boolean },
  now: Date,
): Date | Refusal {
  const stated = typeof authTime === 'number' && Number.isFinite(authTime) ? authTime * 1000 : null;
  const at = stated ?? (demand.asksEveryTime ? demand.asked.getTime() : 0);
  if (at > now.getTime() + skewSeconds * 1000)
    return refuse('provider-error', 'The sign-in says that it happens later than now.');
  const { maxAge, asked } = demand;
  if (maxAge !== null && at < asked.getTime() - (maxAge + skewSeconds) * 1000) {
    const age = stated === null ? null : Math.round((asked.getTime() - stated) / 1000);
    return refuse(
      'level-too-low',
      age === null
        ? 'The sign-in does not say when the person was asked, and a new one is needed.'
        : `The person was asked ${String(age)} seconds before this sign-in; at most ${String(maxAge)} are allowed.`,
      { facts: { maxAge, age } },
    );
  }
  return new Date(Math.min(at, now.getTime()));
}
