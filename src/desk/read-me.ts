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
import type { Ground } from '../policy/authority/authority.js';
import { rightsOf, type Right } from '../policy/authority/rights.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
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

  /** Asked at every page: what needs nothing of the rest leaves in one piece. @throws Refused not-signed-in */
  async run(tx: Tx, actor: PersonActor, sessionId: Buffer | undefined, language: Language): Promise<MeView> {
    const { personId } = actor;
    const now = this.clock.now();
    const today = dayOf(now);
    const [, session, standing, ownsSystem] = await tx.together(
      () => tx.forFew(), // what waits for somebody is a long statement that finds little
      () => this.session.run(tx, sessionId),
      () => this.standing.run(tx, personId, now),
      () => this.catalogue.ownsAnySystem(tx, personId),
    );
    const viewer = { personId, standing, today, language };
    const [whoIs, title, toSign, activations, emergencyUntil, waiting, rights] = await tx.together(
      () => this.who.run(tx, viewer, [personId]),
      () => this.store.title(tx, personId, today),
      () => this.acknowledgements.run(tx, personId, today),
      () => this.activations.active(tx, personId, language),
      () => this.emergencies.openUntil(tx),
      () => this.tasks.count(tx, personId, standing),
      () => this.#rights(tx, actor, { standing, ownsSystem, now, today }),
    );
    const person = whoIs(personId);
    const { level, method, signedInAt, expiresAt, idleMinutes } = session;
    return {
      person: { ...person, initials: initialsOf(person.name) },
      title,
      level,
      method,
      signedInAt,
      idleMinutes,
      expiresAt,
      environment: this.config.environment,
      organisation: this.config.organisation.name,
      rights,
      toSign: toSign.length,
      activations,
      emergencyUntil,
      waiting,
    };
  }

  /** What there is for them to open, each asked of the room that knows. */
  async #rights(
    tx: Tx,
    actor: PersonActor,
    known: { standing: ReadonlySet<Ground>; ownsSystem: boolean; now: Date; today: Day },
  ): Promise<Right[]> {
    const { personId } = actor;
    const { standing, ownsSystem, now, today } = known;
    const [
      before,
      leadsAnyone,
      isReviewer,
      isApprover,
      leavers,
      externals,
      reports,
      accessMap,
      handles,
      eligible,
    ] = await tx.together(
      () => this.unassessed.concerns(tx, actor),
      () => this.staff.leadsAnyone(tx, personId, today),
      () => this.campaigns.isReviewer(tx, personId),
      () => this.store.isApprover(tx, personId, today),
      () => this.leavers.concerns(tx, actor, standing),
      () => this.externals.concerns(tx, actor, standing),
      () => this.reporter.run(tx, personId, null),
      () => this.accessMap.concerns(tx, actor),
      () => this.handler.concerns(tx, personId, standing),
      () => this.eligible.run(tx, actor, now, today),
    );
    return rightsOf({
      standing,
      ownsSystem,
      leadsAnyone,
      isReviewer,
      approves: ownsSystem || isApprover,
      leavers,
      externals,
      seesCards: reports.has('card-administrator'),
      accessMap,
      ...before,
      handles,
      eligible: eligible.length > 0,
    });
  }
}

/** The first letters of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words;
  return ends.map((word) => (word ?? '').slice(0, 1).toLocaleUpperCase('sv')).join('');
}
