import { Injectable } from '@nestjs/common';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { ReadWho, type Who } from '../../people/read-who.js';
import { isOpen } from '../../policy/analysis/analysis-states.js';
import { answersNeeded, checkValidTo, withoutPlan } from '../../policy/analysis/decide-analysis.js';
import { levelAfter, levelOf, residualLevel } from '../../policy/analysis/risks.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { roleRef } from '../read-catalogue.js';
import type { AnalysisView } from './analyses.schema.js';
import { AnalysesStore, type ActionRow, type AnalysisRow, type ConsultationRow } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { lackingIn } from './draft-content.js';

/** One version of an analysis with everything around it, as its reader may see it. */
@Injectable()
export class ReadAnalysis {
  constructor(
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly rights: ReadRightsHeld,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-found for an analysis that is none of the caller's business. */
  async run(reader: Reader, actor: PersonActor, id: string, language: Language): Promise<AnalysisView> {
    const found = await this.store.one(reader, id);
    const row = await this.grounds.require(reader, actor, found, 'analysis.read');
    const now = this.clock.now();
    const today = dayOf(now);
    const grounds = await this.grounds.of(reader, actor, row);
    const consultations = await this.store.consultations(reader, id);
    const actions = await this.store.actionsOf(reader, row.roleId);
    const standing = await this.rights.run(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const whoIs = await this.who.run(reader, viewer, [
      row.draftedBy,
      row.editedBy,
      row.approvedBy,
      row.endedBy,
      row.informationOwnerId,
      ...consultations.flatMap((q) => [q.personId, q.askedBy]),
      ...actions.flatMap((a) => [a.ownerId, a.closedBy]),
    ]);
    const current = consultations.filter((q) => q.round === row.round);
    const risks = row.content.risks ?? [];
    const allowed = (verb: 'analysis.draft' | 'analysis.decide'): boolean => may(verb, grounds, '') === null;
    const open = isOpen(row.state);
    return {
      ...headOf(row, whoIs, language),
      content: row.content,
      levels: risks.map((risk) => ({
        before: levelOf(risk.likelihood, risk.consequence),
        after: levelAfter(risk),
      })),
      residualLevel: residualLevel(risks, row.content.residualLevel),
      consultations: consultations.map((q) => ({
        ...q,
        person: whoIs(q.personId),
        askedBy: whoIs(q.askedBy),
      })),
      actions: actions.map((action) => actionOf(action, whoIs, grounds, actor.personId, today)),
      versions: await this.store.versions(reader, row.roleId),
      grants: await this.store.grants(reader, row.roleId),
      problems: open ? problemsOf(row, actions, today) : [],
      answers: {
        needed: answersNeeded(risks, row.content.residualLevel),
        given: current.filter((q) => q.answer !== null && q.personId !== row.informationOwnerId).length,
      },
      may: {
        edit: open && allowed('analysis.draft'),
        revise: !open && allowed('analysis.draft'),
        decide: open && allowed('analysis.decide'),
        answer: waitsFor(actor.personId, row, current),
        revoke: row.state === 'approved' && allowed('analysis.decide'),
      },
    };
  }
}

type WhoIs = (id: string | null) => Who;

function headOf(row: AnalysisRow, whoIs: WhoIs, language: Language) {
  const { id, version, state, kind, revision, round, validTo, template, editedAt, approvedAt } = row;
  const { requiredLevel, maxDays, reviewDays, risk, endedAt, endedReason } = row;
  const known = (personId: string | null): Who | null => (personId === null ? null : whoIs(personId));
  return {
    id,
    version,
    state,
    kind,
    revision,
    round,
    validTo,
    template,
    editedAt,
    approvedAt,
    endedAt,
    endedReason,
    role: { ...roleRef({ ...row, id: row.roleId }, language), requiredLevel, maxDays, reviewDays, risk },
    system: {
      id: row.systemId,
      name: row.systemName,
      confidentiality: row.confidentiality,
      integrity: row.integrity,
      availability: row.availability,
      logPolicy: row.logPolicy,
      informationOwner: whoIs(row.informationOwnerId),
    },
    draftedBy: known(row.draftedBy),
    editedBy: known(row.editedBy),
    approvedBy: known(row.approvedBy),
    endedBy: known(row.endedBy),
  } satisfies Partial<AnalysisView>;
}

function actionOf(
  action: ActionRow,
  whoIs: WhoIs,
  grounds: ReadonlySet<Ground>,
  viewerId: string,
  today: Day,
): AnalysisView['actions'][number] {
  const open = action.state === 'open';
  return {
    id: action.id,
    riskId: action.riskId,
    what: action.what,
    owner: whoIs(action.ownerId),
    dueOn: action.dueOn,
    overdue: open && action.dueOn < today,
    state: action.state,
    note: action.note,
    closedBy: action.closedBy === null ? null : whoIs(action.closedBy),
    closedAt: action.closedAt,
    version: action.version,
    may: {
      finish: open && action.ownerId === viewerId,
      cancel: open && may('analysis.decide', grounds, '') === null,
    },
  };
}

function problemsOf(row: AnalysisRow, actions: readonly ActionRow[], today: Day): AnalysisView['problems'] {
  const unplanned = withoutPlan({ risks: row.content.risks ?? [], actions });
  const late = checkValidTo(row.validTo, today);
  return [
    ...lackingIn(row.content, row.maxDays),
    ...[unplanned, late].flatMap((refusal) =>
      refusal ? [{ pointer: refusal.pointer ?? '', code: refusal.code, detail: refusal.message }] : [],
    ),
  ];
}

function waitsFor(personId: string, row: AnalysisRow, current: readonly ConsultationRow[]): boolean {
  return row.state === 'consulting' && current.some((q) => q.personId === personId && q.answer === null);
}
