import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { unitBeside } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { extensionObstacle } from '../policy/request/extend-grant.js';
import { WhyStore } from './why.store.js';
import type { grantWhySchema } from './why.schema.js';

/**
 * "WHY DO I HAVE THIS?" From the request to the directory: what was asked for, how it was assessed, on which analysis,
 * who approved it, whether the directory has it, and who has looked at it since (H13.1.3, H13.1.4).
 */
@Injectable()
export class ReadWhy {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: WhyStore,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused not-found for a grant of somebody whom the caller may not see */
  async run(
    actor: PersonActor,
    grantId: string,
    language: Language,
  ): Promise<z.input<typeof grantWhySchema>> {
    const reader = this.database;
    const now = this.clock.now();
    const today = dayOf(now);
    const grant = await this.store.one(reader, grantId, language);
    const standing = await this.standing.run(reader, actor.personId, now);
    const grounds = new Set<Ground>(standing);
    const isSelf = grant?.personId === actor.personId;
    if (isSelf) grounds.add('self');
    const leads =
      grant !== null && (await this.staff.leadsPerson(reader, actor.personId, grant.personId, today));
    if (leads) grounds.add('manager');
    const forbidden = may('person.read', grounds, 'such access');
    if (forbidden) throw new Refused(forbidden);
    if (!grant) throw Refused.because('not-found', 'There is no such access, or you may not see it.');
    const { rule, request, assessment, analysis, review } = grant;
    const lastDay = grant.to === null ? null : dayOf(new Date(grant.to.getTime() - 1));
    const { extendWithinDays } = this.config.requests;
    const isEnding =
      grant.source === 'request' &&
      extensionObstacle(
        grant.role,
        { id: grantId, source: grant.source, lastDay },
        today,
        extendWithinDays,
      ) === null;
    const whoIs = await this.who.run(reader, { personId: actor.personId, standing, today, language }, [
      grant.personId,
      grant.managerId,
      grant.informationOwnerId,
      grant.systemOwnerId,
      request?.requestedBy ?? null,
      assessment?.writtenBy ?? null,
      analysis.approvedBy,
      review?.by ?? null,
      ...grant.approvals.flatMap((approval) => [approval.by, approval.onBehalfOf]),
    ]);
    const person = whoIs(grant.personId);
    const live = grant.endedAt === null && (grant.to === null || grant.to > now);
    return {
      ...grant,
      person,
      role: { id: grant.roleId, name: grant.role, sentence: grant.sentence, privileged: grant.privileged },
      unit: unitBeside(person, { id: grant.unitId, name: grant.unitName }),
      rule:
        rule === null
          ? null
          : {
              name: rule.name,
              unitsBelow: person.withheld ? [] : texts(rule.selector['unitsBelow']),
              unitKinds: texts(rule.selector['unitKinds']),
              titleCodes: texts(rule.selector['titleCodes']),
              employmentKinds: texts(rule.selector['employmentKinds']),
            },
      request: request === null ? null : { ...request, requestedBy: whoIs(request.requestedBy) },
      assessment: assessment === null ? null : { ...assessment, writtenBy: whoIs(assessment.writtenBy) },
      analysis: { ...analysis, approvedBy: whoIs(analysis.approvedBy) },
      approvals: grant.approvals.map((approval) => ({
        ...approval,
        by: whoIs(approval.by),
        onBehalfOf: approval.onBehalfOf === null ? null : whoIs(approval.onBehalfOf),
      })),
      review: review === null ? null : { ...review, by: whoIs(review.by) },
      contacts: {
        manager: person.withheld || grant.managerId === null ? null : whoIs(grant.managerId),
        informationOwner: whoIs(grant.informationOwnerId),
        systemOwner: whoIs(grant.systemOwnerId),
      },
      may: {
        askExtension: live && (isSelf || leads) && grant.requestable && isEnding,
        askRemoval: live && (isSelf || leads) && grant.source === 'request',
      },
    };
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
