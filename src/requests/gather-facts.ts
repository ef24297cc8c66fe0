import { ReadConflicts } from '../separation/read-conflicts.js';
import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue, type CatalogueRole } from '../catalogue/read-catalogue.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import type { Assessment } from '../policy/request/assess-need.js';
import { deviations, outsideAnalysis } from '../policy/request/deviations.js';
import type { SubmissionFacts } from '../policy/request/submit-request.js';
import { AskingStore } from './asking.store.js';
import { GatherApproval } from './gather-approval.js';
import { RequestsStore } from './requests.store.js';

/** What is asked for: a role for a person on one of their employments. */
export interface Wanted {
  readonly personId: string;
  readonly employmentId: string;
  readonly roleId: string;
  /** Left out: something new. */
  readonly kind?: 'new' | 'extension' | undefined;
}

export interface Asked {
  readonly employment: Employment;
  readonly roles: readonly { role: CatalogueRole; facts: SubmissionFacts }[];
}

/** The facts that policy wants about a request not yet sent; the same for the list, the preview and the sending. */
@Injectable()
export class GatherFacts {
  constructor(
    private readonly store: RequestsStore,
    private readonly people: ReadPeople,
    private readonly staff: ReadStaff,
    private readonly catalogue: ReadCatalogue,
    private readonly approval: GatherApproval,
    private readonly asking: AskingStore,
    private readonly conflicts: ReadConflicts,
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async one(
    reader: Reader,
    actor: PersonActor,
    wanted: Wanted,
    today: Day,
    assessment?: Pick<Assessment, 'need' | 'data' | 'days'>,
  ): Promise<{ employment: Employment; role: CatalogueRole; facts: SubmissionFacts }> {
    const role = await this.catalogue.role(reader, wanted.roleId);
    if (!role) throw Refused.because('not-found', 'There is no such role.', { pointer: '/roleId' });
    const asked = await this.many(reader, actor, wanted, [role], today, assessment);
    const first = asked.roles[0];
    if (!first) throw new Error('One role gave no facts.');
    return { employment: asked.employment, ...first };
  }

  /** @throws Refused not-found unless the caller leads the employment or it is their own, whoever else it may be. */
  async many(
    reader: Reader,
    actor: PersonActor,
    wanted: Omit<Wanted, 'roleId'>,
    roles: readonly CatalogueRole[],
    today: Day,
    assessment?: Pick<Assessment, 'need' | 'data' | 'days'>,
  ): Promise<Asked> {
    const employment = await this.people.employment(reader, wanted.employmentId);
    const leads = await this.staff.leadsEmployment(reader, actor.personId, wanted.employmentId, today);
    const grounds = new Set<Ground>(leads ? ['manager'] : []);
    if (employment?.personId === actor.personId) grounds.add('self');
    const forbidden = may('request.submit', grounds, 'such employment');
    if (forbidden) throw new Refused(forbidden);
    if (employment?.personId !== wanted.personId)
      throw Refused.because('not-found', 'There is no such employment, or you may not see it.');

    const candidates = await this.approval.candidates(reader, [actor.personId], today);
    const comparison = (role: CatalogueRole): SubmissionFacts['comparison'] =>
      comparisonOf(role, employment, candidates(actor.personId).careProviderIds);
    const approval = await this.approval.run(
      reader,
      roles.map((role) => ({
        key: role.id,
        employmentId: employment.id,
        roleId: role.id,
        requesterId: actor.personId,
        acrossCareProviders: role.analysis?.content.acrossCareProviders ?? false,
        outsideAnalysis: isOutside(comparison(role), role, assessment),
      })),
      today,
    );
    const roleIds = roles.map((r) => r.id);
    const held = await this.asking.held(reader, employment.id, roleIds, this.clock.now());
    const apart = await this.conflicts.run(
      reader,
      roleIds.map((roleId) => ({ key: roleId, personId: employment.personId, roleIds: [roleId] })),
      this.clock.now(),
      today,
    );
    const { granted, requested } = await this.store.standing(reader, employment.id, roleIds);
    return {
      employment,
      roles: roles.flatMap((role) => {
        const asked = approval.get(role.id);
        return asked
          ? [
              {
                role,
                facts: {
                  today,
                  role,
                  analysis: role.analysis,
                  employment,
                  requesterProviderIds: candidates(actor.personId).careProviderIds,
                  comparison: comparison(role),
                  kind: wanted.kind ?? 'new',
                  held: held.get(role.id) ?? null,
                  extendWithinDays: this.config.requests.extendWithinDays,
                  alreadyGranted: granted.has(role.id),
                  alreadyRequested: requested.has(role.id),
                  approval: asked,
                  separation: apart.get(role.id) ?? [],
                },
              },
            ]
          : [];
      }),
    };
  }
}

/** Before the assessment is written: as the analysis suggests it. */
function isOutside(
  comparison: SubmissionFacts['comparison'],
  role: CatalogueRole,
  assessment: Pick<Assessment, 'need' | 'data' | 'days'> | undefined,
): boolean {
  if (!role.analysis || !comparison) return false;
  const { suggested, dataTypes } = role.analysis.content;
  const usual = { need: '', data: dataTypes.join(' '), days: suggested.days };
  return outsideAnalysis(deviations({ ...comparison, assessment: assessment ?? usual }));
}

/** What an assessment for the role is held against. */
function comparisonOf(
  role: CatalogueRole,
  employment: Employment,
  requesterProviderIds: readonly string[],
): SubmissionFacts['comparison'] {
  if (!role.analysis) return null;
  const { unitKinds, dataTypes, operations, suggested } = role.analysis.content;
  return {
    employment,
    analysis: { unitKinds, dataTypes, operations, suggestedDays: suggested.days },
    suggestedFor: role.suggestedFor,
    requesterProviderIds,
  };
}
