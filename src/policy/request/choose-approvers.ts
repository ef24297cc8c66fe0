import { refuse, type Refusal } from '../model/refusal.js';
import { termsOf, type ApprovalPolicy, type StageKind, type StageRule } from './approval-policy.js';

/** Somebody who could decide, and what bears on whether they may. */
export interface Candidate {
  readonly personId: string;
  /** Has an employment in force today; a leaver decides nothing. */
  readonly employed: boolean;
  /** The care providers in which they are employed. */
  readonly careProviderIds: readonly string[];
}

export interface StageFacts {
  readonly policy: ApprovalPolicy;
  readonly systemName: string;
  readonly informationOwner: Candidate;
  readonly systemOwner: Candidate;
  /** From the beneficiary's manager upwards. */
  readonly managers: readonly Candidate[];
  readonly securityOfficers: readonly Candidate[];
  readonly requesterId: string;
  readonly beneficiaryId: string;
  /** The provider in which the access would be used, and whether its analysis is for records shared across providers. */
  readonly careProviderId: string;
  readonly acrossCareProviders: boolean;
  /** The assessment asks for what the analysis does not cover. */
  readonly outsideAnalysis: boolean;
  readonly privileged: boolean;
  readonly risk: number;
  /** The role itself says that the security officer approves. */
  readonly securityApproves: boolean;
}

/** One round of approval: whom it asks, and whether all or any of them must approve. */
export interface Stage {
  readonly kind: StageKind;
  readonly rule: StageRule;
  readonly approverIds: readonly string[];
}

/** A stage as it stands: who sits in it; a delegate who has answered sits for somebody. */
export interface SeatedStage {
  readonly kind: StageKind;
  readonly seats: readonly { readonly personId: string; readonly onBehalfOf: string | null }[];
}

const names: Record<StageKind, string> = {
  manager: 'the manager',
  'information-owner': 'the information owner',
  'system-owner': 'the system owner',
  security: 'the security officer',
  extra: 'one more approver',
};

/**
 * Who decides, in which order (H13.1.3): the manager when somebody else asked, the system's information owner, the
 * system owner for privileged access, the security officer from a risk on, and one more where the assessment goes outside
 * its analysis or reaches across care providers. A person counts once: whoever cannot sit is replaced by the next in line
 * (`inLine`). Nobody decides on their own access (invariant 2) or from another care provider (invariant 11).
 */
export function chooseStages(facts: StageFacts): Stage[] | Refusal {
  const kinds = kindsOf(facts);
  const chosen = seat(
    kinds.flatMap((kind) => wantedSeats(facts.policy, kind)),
    facts,
    [],
  );
  if (chosen === null) {
    const stuck = firstStuck(kinds, facts);
    return refuse(
      'no-approver',
      `Nobody can approve access to ${facts.systemName} as ${names[stuck]}: everybody in line asked for it, would gain ` +
        'by it, decides in another stage, works for another care provider or has left.',
      { facts: { stage: stuck } },
    );
  }
  const taken = new Set(chosen.map(({ personId }) => personId));
  return kinds.map((kind) => {
    const { rule, seats } = termsOf(facts.policy, kind);
    const own = chosen.filter((each) => each.kind === kind).map(({ personId }) => personId);
    for (const personId of inLine(kind, facts)) {
      if (rule === 'all' || own.length >= seats) break;
      if (taken.has(personId)) continue;
      taken.add(personId);
      own.push(personId);
    }
    return { kind, rule, approverIds: own };
  });
}

/** Who may sit in a stage of the kind, the first choice first: deputy owner, upward manager, else the security officer. */
export function inLine(kind: StageKind, facts: StageFacts): string[] {
  const { informationOwner, systemOwner, managers, securityOfficers } = facts;
  const line: Record<StageKind, readonly Candidate[]> = {
    manager: [...managers, ...securityOfficers],
    'information-owner': [informationOwner, systemOwner, ...securityOfficers],
    'system-owner': [systemOwner, informationOwner, ...securityOfficers],
    security: securityOfficers,
    extra: [systemOwner, informationOwner, ...securityOfficers, ...managers],
  };
  return [...new Set(line[kind].filter((each) => maySit(each, facts)).map(({ personId }) => personId))];
}

/** Neither requester nor beneficiary, still employed, and of the care provider unless the analysis reaches across. */
export function maySit(
  candidate: Candidate,
  facts: Pick<StageFacts, 'requesterId' | 'beneficiaryId' | 'careProviderId' | 'acrossCareProviders'>,
): boolean {
  return (
    candidate.employed &&
    candidate.personId !== facts.requesterId &&
    candidate.personId !== facts.beneficiaryId &&
    (facts.acrossCareProviders || candidate.careProviderIds.includes(facts.careProviderId))
  );
}

/** Who takes a seat that becomes empty, or is asked beside those who do not answer; null when nobody is left in line. */
export function nextInLine(
  stage: SeatedStage,
  stages: readonly SeatedStage[],
  facts: StageFacts,
): string | null {
  const taken = seated(stages);
  return inLine(stage.kind, facts).find((personId) => !taken.has(personId)) ?? null;
}

/**
 * True while whoever was given a seat would still be given it: an owner who has handed the system over has not. As many
 * from the front of the line count as the stage has seats and has been escalated.
 */
export function keepsSeat(
  personId: string,
  stage: SeatedStage & { readonly escalations: number },
  others: readonly SeatedStage[],
  facts: StageFacts,
): boolean {
  const taken = seated(others);
  const line = inLine(stage.kind, facts).filter((each) => !taken.has(each));
  const count = termsOf(facts.policy, stage.kind).seats + stage.escalations;
  return line.slice(0, count).includes(personId);
}

function kindsOf({ policy, ...facts }: StageFacts): StageKind[] {
  const asksForOwn = facts.managers[0]?.personId === facts.requesterId;
  const { manager, systemOwner, security } = policy;
  const wanted: Record<StageKind, boolean> = {
    manager:
      manager.when === 'always' ||
      facts.requesterId === facts.beneficiaryId ||
      (manager.when === 'not-asking' && !asksForOwn),
    'information-owner': true,
    'system-owner': systemOwner.when === 'always' || (systemOwner.when === 'privileged' && facts.privileged),
    security:
      facts.securityApproves ||
      security.when === 'always' ||
      (security.when === 'risk' && facts.risk >= security.fromRisk),
    extra: facts.outsideAnalysis || facts.acrossCareProviders,
  };
  const kinds = (Object.keys(wanted) as StageKind[]).filter((kind) => wanted[kind]);
  // Two for privileged access, whatever the configuration has left out.
  const others = kinds.filter((kind) => kind !== 'manager').length;
  return facts.privileged && others < 2 ? [...kinds, 'extra'] : kinds;
}

/** A stage that any may pass needs one who can sit; one that all must pass needs all its seats. */
function wantedSeats(policy: ApprovalPolicy, kind: StageKind): StageKind[] {
  const { rule, seats } = termsOf(policy, kind);
  return Array.from({ length: rule === 'all' ? seats : 1 }, () => kind);
}

interface Sitting {
  readonly kind: StageKind;
  readonly personId: string;
}

/** Depth first, each stage's first choice first; a few stages and people, so that going back is cheap. */
function seat(
  kinds: readonly StageKind[],
  facts: StageFacts,
  sitting: readonly Sitting[],
): readonly Sitting[] | null {
  const [kind, ...rest] = kinds;
  if (kind === undefined) return sitting;
  for (const personId of inLine(kind, facts)) {
    if (sitting.some((each) => each.personId === personId)) continue;
    const all = seat(rest, facts, [...sitting, { kind, personId }]);
    if (all) return all;
  }
  return null;
}

/** The first stage that cannot be filled when those before it are. */
function firstStuck(kinds: readonly StageKind[], facts: StageFacts): StageKind {
  for (let count = 1; count <= kinds.length; count += 1) {
    const wanted = kinds.slice(0, count).flatMap((kind) => wantedSeats(facts.policy, kind));
    const last = kinds[count - 1];
    if (last !== undefined && seat(wanted, facts, []) === null) return last;
  }
  return 'information-owner';
}

function seated(stages: readonly SeatedStage[]): Set<string> {
  return new Set(
    stages.flatMap(({ seats }) =>
      seats.flatMap(({ personId, onBehalfOf }) =>
        onBehalfOf === null ? [personId] : [personId, onBehalfOf],
      ),
    ),
  );
}
