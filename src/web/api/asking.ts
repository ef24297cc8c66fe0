import { queryOptions } from '@tanstack/react-query';
import type {
  AccessRemoved,
  EditRequest,
  PendingAnswerQuestionData,
  PendingAskQuestionData,
  PendingEditRequestData,
  RequestView,
  AskingLikeColleagueData,
  AskingPreviewBatchData,
  AskingRemoveAccessData,
  AskingSubmitBatchData,
  BatchAnswer,
  BatchPreview,
  Draft,
  DraftContent,
  DraftsAttachFileData,
  DraftsBeginData,
  DraftsList,
  DraftsListData,
  DraftsOneData,
  DraftsRemoveDraftData,
  DraftsRemoveFileData,
  DraftsSaveDraftData,
  HistoryList,
  HistorySearchData,
  LikeColleague,
  PreviewBatch,
  SubmitBatch,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type HistorySearch = NonNullable<HistorySearchData['query']>;

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  queryFn: ({ signal }) => get<DraftsListData, DraftsList>('/api/requests/drafts', {}, signal),
});

export function draftQuery(id: string) {
  return queryOptions({
    queryKey: ['drafts', id],
    queryFn: ({ signal }) => get<DraftsOneData, Draft>('/api/requests/drafts/{id}', { path: { id } }, signal),
    enabled: id !== '',
    retry: false,
  });
}

export function beginDraft(content: DraftContent): Promise<Draft> {
  return post<DraftsBeginData, Draft>('/api/requests/drafts', { body: { content } });
}

export function saveDraft(id: string, version: number, content: DraftContent): Promise<Draft> {
  return post<DraftsSaveDraftData, Draft>('/api/requests/drafts/{id}', {
    path: { id },
    body: { version, content },
  });
}

export function removeDraft(id: string): Promise<DraftsList> {
  return post<DraftsRemoveDraftData, DraftsList>('/api/requests/drafts/{id}/removal', {
    path: { id },
    body: {},
  });
}

export function attachFile(id: string, file: File): Promise<Draft> {
  const body = new FormData();
  body.append('file', file);
  return post<Omit<DraftsAttachFileData, 'body'> & { body: FormData }, Draft>(
    '/api/requests/drafts/{id}/attachments',
    { path: { id }, body },
  );
}

export function removeFile(id: string, attachmentId: string): Promise<Draft> {
  return post<DraftsRemoveFileData, Draft>('/api/requests/drafts/{id}/attachments/{attachmentId}/removal', {
    path: { id, attachmentId },
    body: {},
  });
}

export function likeQuery(personId: string, employmentId: string, colleagueId: string) {
  return queryOptions({
    queryKey: ['like', personId, employmentId, colleagueId],
    queryFn: ({ signal }) =>
      get<AskingLikeColleagueData, LikeColleague>(
        '/api/requests/like',
        { query: { personId, employmentId, colleagueId } },
        signal,
      ),
    enabled: colleagueId !== '',
  });
}

export function batchPreviewQuery(body: PreviewBatch) {
  return queryOptions({
    queryKey: ['batch-preview', body],
    queryFn: () => post<AskingPreviewBatchData, BatchPreview>('/api/requests/batch/preview', { body }),
    staleTime: 0,
  });
}

export function submitBatch(body: SubmitBatch, idempotencyKey: string): Promise<BatchAnswer> {
  return post<AskingSubmitBatchData, BatchAnswer>('/api/requests/batch', { body }, idempotencyKey);
}

export function removeAccess(grantId: string, reason: string): Promise<AccessRemoved> {
  return post<AskingRemoveAccessData, AccessRemoved>('/api/requests/removals', { body: { grantId, reason } });
}

export function historyQuery(search: Omit<HistorySearch, 'after'>) {
  return pages(['requests', 'history', search], (after, signal) =>
    get<HistorySearchData, HistoryList>('/api/requests/history', { query: { ...search, after } }, signal),
  );
}

export function askQuestion(id: string, question: string): Promise<RequestView> {
  return post<PendingAskQuestionData, RequestView>('/api/requests/{id}/questions', {
    path: { id },
    body: { question },
  });
}

export function answerQuestion(id: string, answer: string): Promise<RequestView> {
  return post<PendingAnswerQuestionData, RequestView>('/api/requests/{id}/answers', {
    path: { id },
    body: { answer },
  });
}

export function editRequest(id: string, body: EditRequest): Promise<RequestView> {
  return post<PendingEditRequestData, RequestView>('/api/requests/{id}/edits', { path: { id }, body });
}
