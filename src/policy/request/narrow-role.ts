import { separationRefusal, type ForeseenConflict } from '../privilege/separation-of-duties.js';
import { isLive, type Analysis, type Role } from '../model/access.js';
import type { Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { StageKind } from './approval-policy.js';

/** A role to which an approver would narrow a request. */
export interface NarrowerRole {
  readonly id: string;
  readonly role: Pick<Role, 'name' | 'maxDays' | 'requiredLevel' | 'requestable'> & {
    readonly version: number;
  };
  /** The role that was asked for includes it, and both are of the same system: whoever is asked owns it as well. */
  readonly within: boolean;
  /** Null when it has none. */
  readonly analysis: Analysis | null;
  /** Its analysis reaches data of other care providers. */
  readonly acrossCareProviders: boolean;
  /** The assessment goes outside what its analysis covers. */
  readonly outsideAnalysis: boolean;
  /** Duties kept apart that it would put together. */
  readonly separation: readonly ForeseenConflict[];
  /** The person has it on the employment, or waits for it. */
  readonly alreadyThere: 'granted' | 'requested' | null;
}

/** The request, as far as it bears on what it may be narrowed to. */
export interface NarrowedRequest {
  readonly number: number;
  readonly kind: 'new' | 'extension' | 'removal';
  /** The role that is asked for. */
  readonly roleName: string;
  readonly acrossCareProviders: boolean;
  /** One more approver is among those who are asked. */
  readonly hasExtra: boolean;
}

/** What of the facts about a request bears on that. */
export function narrowedOf({
  request,
  role,
  approval,
  stages,
}: {
  readonly request: Pick<NarrowedRequest, 'number' | 'kind'>;
  readonly role: { readonly name: string };
  readonly approval: Pick<NarrowedRequest, 'acrossCareProviders'>;
  readonly stages: readonly { readonly kind: StageKind }[];
}): NarrowedRequest {
  return {
    number: request.number,
    kind: request.kind,
    roleName: role.name,
    acrossCareProviders: approval.acrossCareProviders,
    hasExtra: stages.some(({ kind }) => kind === 'extra'),
  };
}

/**
 * NARROWED TO A PART. Of a role that includes others an approver may give one of those instead: less than was asked for,
 * on an analysis of its own (invariant 1), and never anything that whoever is asked about the whole has not been asked
 * about: not another system's role, not one that reaches across care providers, not one for which the assessment would
 * have taken one more approver.
 */
export function narrowRole(request: NarrowedRequest, to: NarrowerRole | null, today: Day): Refusal | null {
  const pointer = '/roleId';
  const widens = (why: string): Refusal =>
    refuse('cannot-widen', `Request ${String(request.number)} cannot be narrowed to that role: ${why}.`, {
      pointer,
    });
  if (request.kind !== 'new') return widens('access that is there already lasts longer as it is');
  if (!to?.within) return widens(`${request.roleName} does not include it, or it is another system’s`);
  const { role, analysis } = to;
  if (!role.requestable)
    return refuse('not-requestable', `${role.name} cannot be asked for by itself.`, { pointer });
  if (!analysis || !isLive(analysis, today))
    return refuse('no-live-analysis', `${role.name} has no approved, unexpired analysis of its own.`, {
      pointer,
    });
  if (to.acrossCareProviders && !request.acrossCareProviders)
    return widens(`${role.name} reaches data of other care providers`);
  if (to.outsideAnalysis && !request.hasExtra)
    return widens(`the assessment goes outside the analysis of ${role.name}, which takes one more approver`);
  if (to.alreadyThere !== null)
    return refuse(
      to.alreadyThere === 'granted' ? 'already-granted' : 'already-requested',
      to.alreadyThere === 'granted'
        ? `${role.name} is already held on this employment.`
        : `${role.name} is already asked for on this employment.`,
      { pointer },
    );
  return separationRefusal(to.separation);
}
