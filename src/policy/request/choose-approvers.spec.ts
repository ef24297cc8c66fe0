import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someone, stageFacts as facts } from '../../../test/support/stage-facts.js';
import { isRefusal } from '../model/refusal.js';
import { chooseStages, inLine, keepsSeat, nextInLine, type StageFacts } from './choose-approvers.js';
import type { ApprovalPolicy, StageKind } from './approval-policy.js';

function chosen(changed: Partial<StageFacts>): string {
  const stages = chooseStages({ ...facts, ...changed });
  if (isRefusal(stages)) return `${stages.code} ${String(stages.facts?.['stage'])}`;
  return stages.map(({ kind, approverIds }) => `${kind}: ${approverIds.join(' ')}`).join(', ');
}

const policy = (changed: Partial<ApprovalPolicy>): Partial<StageFacts> => ({
  policy: { ...facts.policy, ...changed },
});

describe('which stages a request passes', () => {
  it.each<[string, Partial<StageFacts>, string]>([
    ['the information owner alone, when the manager asks', {}, 'information-owner: owner'],
    [
      'the manager first, when somebody else asks',
      { requesterId: 'head' },
      'manager: manager, information-owner: owner',
    ],
    [
      'the manager first, when one asks for oneself',
      { requesterId: 'anna' },
      'manager: manager, information-owner: owner',
    ],
    ['the security officer too, from risk 4', { risk: 4 }, 'information-owner: owner, security: officer'],
    ['not at risk 3', { risk: 3 }, 'information-owner: owner'],
    [
      'the security officer too, when the role says so',
      { securityApproves: true },
      'information-owner: owner, security: officer',
    ],
    ['two for privileged access', { privileged: true }, 'information-owner: owner, system-owner: second'],
    ['one more outside the analysis', { outsideAnalysis: true }, 'information-owner: owner, extra: second'],
    [
      'one more across care providers',
      { acrossCareProviders: true },
      'information-owner: owner, extra: second',
    ],
    [
      'two for privileged access even where the system owner is left out',
      { privileged: true, ...policy({ systemOwner: { ...facts.policy.systemOwner, when: 'never' } }) },
      'information-owner: owner, extra: second',
    ],
    [
      'everybody, each once',
      { requesterId: 'anna', risk: 5, privileged: true, outsideAnalysis: true },
      'manager: manager, information-owner: owner, system-owner: second, security: officer, extra: head',
    ],
    [
      'the manager even where managers are left out, when one asks for oneself',
      { requesterId: 'anna', ...policy({ manager: { ...facts.policy.manager, when: 'never' } }) },
      'manager: manager, information-owner: owner',
    ],
  ])('%s', (_, changed, expected) => {
    expect(chosen(changed)).toBe(expected);
  });
});

describe('who sits', () => {
  it.each<[string, Partial<StageFacts>, string]>([
    [
      'the other owner, when the information owner asks',
      { requesterId: 'owner', managers: [someone('owner')] },
      'information-owner: second',
    ],
    [
      'the other owner, when the information owner would gain',
      { beneficiaryId: 'owner' },
      'information-owner: second',
    ],
    [
      'the other owner, when the information owner has left',
      { informationOwner: someone('owner', { employed: false }) },
      'information-owner: second',
    ],
    [
      'the security officer, when one person is both owners and would gain',
      { systemOwner: someone('owner'), beneficiaryId: 'owner' },
      'information-owner: officer',
    ],
    [
      'the manager above, when the manager owns the system',
      { requesterId: 'anna', managers: [someone('owner'), someone('head')] },
      'manager: owner, information-owner: second',
    ],
    [
      'somebody else in the first stage, when the second one has nobody else',
      {
        requesterId: 'anna',
        managers: [someone('owner'), someone('head')],
        systemOwner: someone('owner'),
        securityOfficers: [],
      },
      'manager: head, information-owner: owner',
    ],
    [
      'nobody, when one asks for the other owner and there is no security officer',
      { beneficiaryId: 'owner', systemOwner: someone('owner'), securityOfficers: [] },
      'no-approver information-owner',
    ],
    [
      'nobody, without a security officer at risk 4',
      { risk: 4, securityOfficers: [] },
      'no-approver security',
    ],
    [
      'nobody as the one more, when all have their stage',
      {
        outsideAnalysis: true,
        systemOwner: someone('owner'),
        securityOfficers: [],
        managers: [someone('manager')],
      },
      'no-approver extra',
    ],
    [
      'nobody of another care provider',
      {
        informationOwner: someone('owner', { careProviderIds: ['q'] }),
        systemOwner: someone('second', { careProviderIds: [] }),
        securityOfficers: [],
      },
      'no-approver information-owner',
    ],
    [
      'one of another care provider, when the analysis reaches across',
      { informationOwner: someone('owner', { careProviderIds: ['q'] }), acrossCareProviders: true },
      'information-owner: owner, extra: second',
    ],
    [
      'as many security officers as are asked at once',
      {
        risk: 4,
        securityOfficers: [someone('o1'), someone('o2'), someone('o3')],
        ...policy({ security: { ...facts.policy.security, seats: 2 } }),
      },
      'information-owner: owner, security: o1 o2',
    ],
    [
      'nobody, when all of two must approve and there is one',
      { ...policy({ security: { ...facts.policy.security, when: 'always', rule: 'all', seats: 2 } }) },
      'no-approver security',
    ],
  ])('%s', (_, changed, expected) => {
    expect(chosen(changed)).toBe(expected);
  });

  it('never who asks or would gain, nobody twice, and nobody of another provider, whatever the organisation looks like', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const person = fc.record({
      personId: fc.constantFrom(...ids),
      employed: fc.boolean(),
      careProviderIds: fc.subarray(['p', 'q']),
    });
    fc.assert(
      fc.property(
        fc.record({
          informationOwner: person,
          systemOwner: person,
          managers: fc.array(person, { maxLength: 3 }),
          securityOfficers: fc.array(person, { maxLength: 3 }),
          requesterId: fc.constantFrom(...ids),
          beneficiaryId: fc.constantFrom(...ids),
          acrossCareProviders: fc.boolean(),
          outsideAnalysis: fc.boolean(),
          privileged: fc.boolean(),
          risk: fc.integer({ min: 1, max: 5 }),
          securityApproves: fc.boolean(),
        }),
        (changed) => {
          const of: StageFacts = { ...facts, ...changed };
          const stages = chooseStages(of);
          if (isRefusal(stages)) return;
          const sitting = stages.flatMap(({ approverIds }) => approverIds);
          expect(new Set(sitting).size).toBe(sitting.length);
          expect(sitting).not.toContain(of.requesterId);
          expect(sitting).not.toContain(of.beneficiaryId);
          expect(stages.every(({ approverIds }) => approverIds.length > 0)).toBe(true);
          const kinds = stages.map(({ kind }) => kind);
          expect(kinds).toContain('information-owner');
          if (of.privileged || of.outsideAnalysis || of.acrossCareProviders)
            expect(kinds.filter((kind) => kind !== 'manager').length).toBeGreaterThan(1);
          for (const { kind, approverIds } of stages)
            for (const each of approverIds) expect(inLine(kind, of)).toContain(each);
        },
      ),
    );
  });
});

describe('a seat', () => {
  const stage = (kind: StageKind, ...people: string[]) => ({
    kind,
    escalations: 0,
    seats: people.map((personId) => ({ personId, onBehalfOf: null })),
  });

  it('is kept as long as it would be given anew', () => {
    const own = stage('information-owner', 'owner');
    expect(keepsSeat('owner', own, [], facts)).toBe(true);
    const sold = { ...facts, informationOwner: someone('successor') };
    expect(keepsSeat('owner', own, [], sold)).toBe(false);
    const escalated = { ...stage('information-owner', 'owner', 'second'), escalations: 1 };
    expect(keepsSeat('second', escalated, [], facts)).toBe(true);
    expect(keepsSeat('officer', escalated, [], facts)).toBe(false);
  });

  it('goes to the next in line who sits nowhere else', () => {
    const own = stage('information-owner', 'owner');
    expect(nextInLine(own, [own], facts)).toBe('second');
    expect(nextInLine(own, [own, stage('extra', 'second')], facts)).toBe('officer');
    const lent = { kind: 'extra' as const, seats: [{ personId: 'stand-in', onBehalfOf: 'second' }] };
    expect(nextInLine(own, [own, lent], facts)).toBe('officer');
    expect(nextInLine(own, [own, lent, stage('security', 'officer')], facts)).toBeNull();
  });
});
