import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AnalysesAnswerQuestionData,
  AnalysesAskData,
  AnalysesCloseActionData,
  AnalysesCreateData,
  AnalysesDecideAnalysisData,
  AnalysesFindPeopleData,
  AnalysesList,
  AnalysesListData,
  AnalysesOneData,
  AnalysesPlanActionData,
  AnalysesSaveData,
  AnalysesTemplatesData,
  Analysis,
  AnalysisTemplates,
  AnswerConsultation,
  CloseAction,
  ConsultablePeople,
  ConsultOnAnalysis,
  DecideAnalysis,
  EditAnalysis,
  NewAnalysis,
  PlanAction,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const analysisFilters = ['all', 'open', 'ending', 'lapsed', 'actions'] as const;
export type AnalysisFilter = (typeof analysisFilters)[number];

export function analysesQuery(show: AnalysisFilter, q: string) {
  return pages(['analyses', show, q], (after, signal) =>
    get<AnalysesListData, AnalysesList>('/api/analyses', { query: { show, q, after } }, signal),
  );
}

export function analysisQuery(id: string) {
  return queryOptions({
    queryKey: ['analysis', id],
    queryFn: ({ signal }) => get<AnalysesOneData, Analysis>('/api/analyses/{id}', { path: { id } }, signal),
  });
}

export const templatesQuery = queryOptions({
  queryKey: ['analysis-templates'],
  queryFn: ({ signal }) =>
    get<AnalysesTemplatesData, AnalysisTemplates>('/api/analyses/templates', {}, signal),
  staleTime: Infinity,
});

/** People whom one may consult, or who may carry out a plan, by two letters and more of the name. */
export function consultableQuery(q: string) {
  return queryOptions({
    queryKey: ['consultable', q],
    queryFn: ({ signal }) =>
      get<AnalysesFindPeopleData, ConsultablePeople>('/api/analyses/people', { query: { q } }, signal),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
}

export function beginAnalysis(body: NewAnalysis): Promise<Analysis> {
  return post<AnalysesCreateData, Analysis>('/api/analyses', { body });
}

export function saveAnalysis(id: string, body: EditAnalysis): Promise<Analysis> {
  return post<AnalysesSaveData, Analysis>('/api/analyses/{id}/draft', { path: { id }, body });
}

export function consultOn(id: string, body: ConsultOnAnalysis): Promise<Analysis> {
  return post<AnalysesAskData, Analysis>('/api/analyses/{id}/consultation', { path: { id }, body });
}

export function answerConsultation(id: string, body: AnswerConsultation): Promise<Analysis> {
  return post<AnalysesAnswerQuestionData, Analysis>('/api/analyses/{id}/answer', { path: { id }, body });
}

export function decideAnalysis(id: string, body: DecideAnalysis): Promise<Analysis> {
  return post<AnalysesDecideAnalysisData, Analysis>('/api/analyses/{id}/decision', { path: { id }, body });
}

export function planAction(id: string, body: PlanAction): Promise<Analysis> {
  return post<AnalysesPlanActionData, Analysis>('/api/analyses/{id}/actions', { path: { id }, body });
}

export function closeAction(actionId: string, body: CloseAction): Promise<Analysis> {
  return post<AnalysesCloseActionData, Analysis>('/api/analyses/actions/{actionId}/outcome', {
    path: { actionId },
    body,
  });
}
