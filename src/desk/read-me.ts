import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadReporter } from '../credentials/read-reporter.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadAcknowledgements } from '../people/read-acknowledgements.js';
import { ReadAccessMap } from '../oversight/read-access-map.js';
import { ReadUnassessed } from '../takeover/read-unassessed.js';
import { ReadExternals } from '../lifecycle/externals/read-externals.js';
import { ReadLeavers } from '../lifecycle/leaving/read-leavers.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadHandler } from '../provisioning/by-hand/read-handler.js';
import { ReadWho } from '../people/read-who.js';
import { rightsOf } from '../policy/authority/rights.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { ReadActivations } from '../privilege/read-activations.js';
import { ReadEligible } from '../privilege/read-eligible.js';
import { ReadCampaigns } from '../reviews/read-campaigns.js';
import { ReadEmergencies } from '../sign-in/break-glass/read-emergencies.js';
import { ReadSession } from '../sign-in/read-session.js';
import type { MeView } from './desk.schema.js';
import { DeskStore } from './desk.store.js';
import { ReadTasks } from './read-tasks.js';

/** Who is signed in, how strongly, and what to offer them. */
@Injectable()
export class ReadMe {
  constructor(
    private readonly clock: Clock,
    private readonly store: DeskStore,
    private readonly session: ReadSession,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly acknowledgements: ReadAcknowledgements,
    private readonly who: ReadWho,
    private readonly catalogue: ReadCatalogue,
    private readonly campaigns: ReadCampaigns,
    private readonly eligible: ReadEligible,
    private readonly activations: ReadActivations,
    private readonly leavers: ReadLeavers,
    private readonly externals: ReadExternals,
    private readonly reporter: ReadReporter,
    private readonly accessMap: ReadAccessMap,
    private readonly unassessed: ReadUnassessed,
    private readonly handler: ReadHandler,
    private readonly tasks: ReadTasks,
    private readonly emergencies: ReadEmergencies,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    sessionId: Buffer | undefined,
    language: Language,
  ): Promise<MeView> {
    const { personId } = actor;
    const now = this.clock.now();
    const today = dayOf(now);
    const { level, method, signedInAt, expiresAt, idleMinutes } = await this.session.run(reader, sessionId);
    const standing = await this.standing.run(reader, personId, now);
    const viewer = { personId, standing, today, language };
    const person = (await this.who.run(reader, viewer, [personId]))(personId);
    const before = await this.unassessed.concerns(reader, actor);
    const ownsSystem = await this.catalogue.ownsAnySystem(reader, personId);
    const rights = rightsOf({
      standing,
      ownsSystem,
      leadsAnyone: await this.staff.leadsAnyone(reader, personId, today),
      isReviewer: await this.campaigns.isReviewer(reader, personId),
      approves: ownsSystem || (await this.store.isApprover(reader, personId, today)),
      leavers: await this.leavers.concerns(reader, actor, standing),
      externals: await this.externals.concerns(reader, actor, standing),
      seesCards: (await this.reporter.run(reader, personId, null)).has('card-administrator'),
      accessMap: await this.accessMap.concerns(reader, actor),
      ...before,
      handles: await this.handler.concerns(reader, personId, standing),
      eligible: (await this.eligible.run(reader, actor, now, today)).length > 0,
    });
    return {
      person: { ...person, initials: initialsOf(person.name) },
      title: await this.store.title(reader, personId, today),
      level,
      method,
      signedInAt,
      idleMinutes,
      expiresAt,
      environment: this.config.environment,
      organisation: this.config.organisation.name,
      rights,
      toSign: (await this.acknowledgements.run(reader, personId, today)).length,
      activations: await this.activations.active(reader, personId, language),
      emergencyUntil: await this.emergencies.openUntil(reader),
      waiting: await this.tasks.count(reader, personId, standing),
    };
  }
}

/** The first letters of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words;
  return ends.map((word) => (word ?? '').slice(0, 1).toLocaleUpperCase('sv')).join('');
}
