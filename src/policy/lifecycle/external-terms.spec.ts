import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../model/day.js';
import {
  checkExtension,
  checkRegistration,
  checkSponsor,
  planSponsor,
  shortcomingsOf,
  type SponsorFacts,
  type SponsorState,
} from './external-terms.js';

const today = '2026-11-21';
const facts = (more: Partial<SponsorFacts> = {}): SponsorFacts => ({
  employmentId: 'e',
  personId: 'x',
  state: 'sponsored',
  sponsorId: 's',
  sponsorEmployed: true,
  actingId: null,
  actingEmployed: false,
  nameBy: null,
  standInId: 'm',
  over: false,
  ...more,
});

describe('the sponsor of an external person', () => {
  const table: [string, Partial<SponsorFacts>, ReturnType<typeof planSponsor>][] = [
    ['works here: nothing', {}, null],
    [
      'leaves: the manager takes over',
      { sponsorEmployed: false },
      { kind: 'take-over', actingId: 'm', nameBy: '2026-12-05' },
    ],
    [
      'leaves and nobody leads them: HR must name one in the same time',
      { sponsorEmployed: false, standInId: null },
      { kind: 'take-over', actingId: null, nameBy: '2026-12-05' },
    ],
    [
      'has left and the stand-in has time: nothing',
      { state: 'taken-over', sponsorEmployed: false, actingId: 'm', actingEmployed: true, nameBy: today },
      null,
    ],
    [
      'has left and the stand-in leaves too: the next one has what is left of the time',
      { state: 'taken-over', sponsorEmployed: false, actingId: 'a', nameBy: '2026-11-25' },
      { kind: 'take-over', actingId: 'm', nameBy: '2026-11-25' },
    ],
    [
      'has left and nobody was named: it ends',
      {
        state: 'taken-over',
        sponsorEmployed: false,
        actingId: 'm',
        actingEmployed: true,
        nameBy: '2026-11-20',
      },
      { kind: 'end' },
    ],
    [
      'comes back: is the sponsor again',
      { state: 'taken-over', actingId: 'm', actingEmployed: true, nameBy: '2026-11-25' },
      { kind: 'sponsored' },
    ],
    [
      'was never stated: listed, not ended',
      { sponsorId: null, sponsorEmployed: false },
      { kind: 'unsponsored' },
    ],
    [
      'was never stated and is listed: nothing',
      { sponsorId: null, state: 'unsponsored', sponsorEmployed: false },
      null,
    ],
    ['has nothing to answer for any more', { over: true }, { kind: 'over' }],
    ['is asked for again when it was extended', { state: 'over' }, { kind: 'sponsored' }],
  ];
  it.each(table)('%s', (_, more, step) => {
    expect(planSponsor(facts(more), today, 14)).toEqual(step);
  });

  it('comes to rest: carried out, the same question gives nothing', () => {
    fc.assert(
      fc.property(
        fc.record({
          state: fc.constantFrom<SponsorState>('sponsored', 'taken-over', 'unsponsored', 'over'),
          sponsorId: fc.constantFrom(null, 's'),
          sponsorEmployed: fc.boolean(),
          actingId: fc.constantFrom(null, 'a', 'm'),
          actingEmployed: fc.boolean(),
          nameBy: fc.constantFrom(null, '2026-11-20', today, '2026-12-01'),
          standInId: fc.constantFrom(null, 'm'),
          over: fc.boolean(),
        }),
        (more) => {
          let now = facts(more);
          const first = planSponsor(now, today, 14);
          if (first === null || first.kind === 'end') return;
          now =
            first.kind === 'take-over'
              ? {
                  ...now,
                  state: 'taken-over',
                  actingId: first.actingId,
                  actingEmployed: first.actingId !== null,
                  nameBy: first.nameBy,
                }
              : { ...now, state: first.kind, actingId: null, actingEmployed: false, nameBy: null };
          expect(planSponsor(now, today, 14)).toBeNull();
        },
      ),
    );
  });
});

describe('terms', () => {
  const terms = {
    kind: 'consultant',
    startDate: today,
    endDate: '2027-05-31',
    contractReference: 'A-1',
  } as const;

  it('have an end within reach', () => {
    expect(checkRegistration(terms, today, 365)).toBeNull();
    expect(checkRegistration({ ...terms, endDate: addDays(today, 365) }, today, 365)).toBeNull();
    expect(checkRegistration({ ...terms, endDate: addDays(today, 366) }, today, 365)?.code).toBe(
      'end-too-late',
    );
    const later = { ...terms, startDate: '2027-01-01', endDate: addDays('2027-01-01', 366) };
    expect(checkRegistration(later, today, 365)?.code).toBe('end-too-late');
  });

  it('are not back-dated, nor over before they begin', () => {
    expect(checkRegistration({ ...terms, startDate: addDays(today, -30) }, today, 365)).toBeNull();
    expect(checkRegistration({ ...terms, startDate: addDays(today, -31) }, today, 365)?.code).toBe(
      'starts-too-early',
    );
    expect(checkRegistration({ ...terms, startDate: '2027-06-01' }, today, 365)?.code).toBe('end-not-later');
    const past = { ...terms, startDate: addDays(today, -10), endDate: addDays(today, -1) };
    expect(checkRegistration(past, today, 365)?.code).toBe('end-not-later');
  });

  it('are extended on a contract of their own, later and within reach', () => {
    const standing = { registeredHere: true, over: false, endDate: '2026-12-31', contractReference: 'A-1' };
    const wanted = { endDate: '2027-03-31', contractReference: 'A-2' };
    expect(checkExtension(standing, wanted, today, 365)).toBeNull();
    expect(checkExtension({ ...standing, registeredHere: false }, wanted, today, 365)?.code).toBe(
      'external-from-hr',
    );
    expect(checkExtension({ ...standing, over: true }, wanted, today, 365)?.code).toBe('external-over');
    expect(checkExtension(standing, { ...wanted, endDate: '2026-12-31' }, today, 365)?.code).toBe(
      'end-not-later',
    );
    expect(checkExtension(standing, { ...wanted, contractReference: 'A-1' }, today, 365)?.code).toBe(
      'contract-not-new',
    );
    expect(checkExtension(standing, { ...wanted, endDate: addDays(today, 366) }, today, 365)?.code).toBe(
      'end-too-late',
    );
  });

  it('that lack something are listed by what', () => {
    const whole = { ...terms, sponsorId: 's', externalEmployer: 'Bemanning AB' };
    expect(shortcomingsOf(whole, today, 365)).toEqual([]);
    expect(
      shortcomingsOf(
        { ...whole, sponsorId: null, contractReference: '-', externalEmployer: null, endDate: null },
        today,
        365,
      ),
    ).toEqual(['sponsor', 'contract', 'employer', 'end']);
    const student = { ...whole, kind: 'student', contractReference: null, externalEmployer: null } as const;
    expect(shortcomingsOf(student, today, 365)).toEqual([]);
    expect(shortcomingsOf({ ...whole, endDate: '2030-01-01' }, today, 365)).toEqual(['end-too-late']);
  });

  it('have a sponsor who is staff, works here and is somebody else', () => {
    const staff = { personId: 's', employed: true, external: false };
    expect(checkSponsor(staff, 'x')).toBeNull();
    expect(checkSponsor(staff, 's')?.code).toBe('own-sponsor');
    expect(checkSponsor({ ...staff, employed: false }, 'x')?.code).toBe('unfit-sponsor');
    expect(checkSponsor({ ...staff, external: true }, 'x')?.code).toBe('unfit-sponsor');
    expect(checkSponsor(null, 'x')?.code).toBe('not-found');
  });
});
