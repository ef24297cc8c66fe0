import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Day } from '../../policy/model/day.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import { checkRegistration, checkSponsor } from '../../policy/lifecycle/external-terms.js';
import { checkPersonNumber } from '../../policy/lifecycle/person-number.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ExternalsStore } from './externals.store.js';
import type { Registration } from './externals.schema.js';
import { FollowPerson } from '../following/follow-person.js';
import { SponsorCandidates } from './sponsor-candidates.store.js';

/**
 * Lets somebody from outside in, on stated terms (H13.2.1): a sponsor, a contract, an end and a unit. Registered by
 * the manager of the unit, who is the sponsor, or by HR. Somebody who is known by number or HSA-id gets one more
 * employment and is not registered twice.
 */
@Injectable()
export class RegisterExternal {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExternalsStore,
    private readonly candidates: SponsorCandidates,
    private readonly standing: ReadStanding,
    private readonly numbers: PersonNumbers,
    private readonly follow: FollowPerson,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @returns the employment's id
   * @throws Refused not-allowed, outside-own-units, starts-too-early, end-not-later, end-too-late, own-sponsor,
   * unfit-sponsor, number-taken, invalid
   */
  async run(actor: PersonActor, input: Registration): Promise<string> {
    const sponsorId = input.sponsorId ?? actor.personId;
    const number = this.#number(input.personalNumber, this.clock.today());
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      await this.candidates.lock(tx, [actor.personId, sponsorId]);
      await this.#authorise(tx, actor, input.unitId, sponsorId, now);
      const refusal =
        checkRegistration(input, today, this.config.externals.maxDays) ??
        checkSponsor(await this.candidates.candidate(tx, sponsorId, today), null);
      if (refusal) throw new Refused(refusal);

      const key = await this.store.nextNumber(tx);
      const known = await this.#known(tx, input, number, sponsorId);
      const personId =
        known ??
        (await this.store.addPerson(tx, {
          key,
          givenName: input.givenName,
          familyName: input.familyName,
          email: input.email ?? null,
          hsaId: input.hsaId ?? null,
          sealed: number === null ? null : this.numbers.seal(number),
          index: number === null ? null : this.numbers.indexOf(number),
        }));
      const employmentId = await this.follow.run(tx, actor, personId, now, () =>
        this.store.addEngagement(tx, {
          ...input,
          number: key,
          personId,
          employer: input.employer,
          contract: input.contractReference,
          sponsorId,
          registeredBy: actor.personId,
          today,
        }),
      );
      await this.audit.run(tx, actor, [
        ...(known === null ? [{ action: 'person.created', personId, detail: { source: 'grindvakt' } }] : []),
        {
          action: 'external.registered',
          personId,
          objectKind: 'employment',
          objectId: employmentId,
          detail: {
            kind: input.kind,
            unit: input.unitId,
            from: input.startDate,
            to: input.endDate,
            contract: input.contractReference,
            sponsor: sponsorId,
          },
        },
      ]);
      if (sponsorId !== actor.personId)
        await this.tell.run(tx, [
          {
            to: sponsorId,
            kind: 'external-sponsor',
            about: personId,
            objectKind: 'external',
            objectId: employmentId,
          },
        ]);
      return employmentId;
    });
  }

  #number(text: string | undefined, today: Day): string | null {
    if (text === undefined || text === '') return null;
    const checked = checkPersonNumber(text, this.config.environment !== 'production', today);
    if ('fault' in checked)
      throw Refused.because('invalid', `The personal number is not right (${checked.fault}).`, {
        pointer: '/personalNumber',
      });
    return checked.number;
  }

  /** A manager registers in the own units and answers for it; HR registers anywhere, for anybody. */
  async #authorise(tx: Tx, actor: PersonActor, unitId: string, sponsorId: string, now: Date): Promise<void> {
    const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
    const unit = await this.store.mayUse(tx, unitId, actor.personId, dayOf(now));
    if (unit.leads && sponsorId === actor.personId) grounds.add('unit-manager');
    const refusal = may('external.register', grounds, 'unit');
    if (refusal && unit.leads) throw new Refused(refusal);
    if (refusal)
      throw Refused.because('outside-own-units', 'You may register external people in units that you lead.', {
        pointer: '/unitId',
      });
    if (!unit.open) throw Refused.because('not-found', 'There is no such open unit.', { pointer: '/unitId' });
  }

  /** Somebody whom the number or the HSA-id points to, when the name agrees; two of them, or another name, is HR's to see. */
  async #known(
    tx: Tx,
    input: Registration,
    number: string | null,
    sponsorId: string,
  ): Promise<string | null> {
    const index = number === null ? null : this.numbers.indexOf(number);
    const found = await this.store.known(tx, index, input.hsaId ?? null);
    const [person, second] = found;
    if (!person) return null;
    const same = person.familyName.localeCompare(input.familyName, 'sv', { sensitivity: 'base' }) === 0;
    const otherNumber = number !== null && person.hasNumber && !person.byNumber;
    if (second || !same || otherNumber)
      throw Refused.because(
        'number-taken',
        'The personal number or the HSA-id belongs to somebody of another name: ask HR to look at it.',
        { pointer: number === null ? '/hsaId' : '/personalNumber' },
      );
    if (person.id === sponsorId)
      throw Refused.because(
        'own-sponsor',
        'Nobody is their own sponsor: somebody else must answer for them.',
        {
          pointer: '/sponsorId',
        },
      );
    return person.id;
  }
}
