import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView, RequestableRole, Who } from '../../api/generated/types.gen.js';
import {
  previewQuery,
  requestQuery,
  submitRequest,
  type Assessment,
  type Wanted,
} from '../../api/requests.js';
import { Problem } from '../../api/problem.js';
import { ProblemView, useProblemText } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Timeline } from '../../parts/timeline.js';
import { Day } from '../../parts/when.js';
import { Conflicts } from '../approvals/conflicts.js';
import { Attachments } from './attachments.js';
import type { RequestDraft } from './use-request-draft.js';
import styles from './preview-step.module.css';

interface PreviewStepProps {
  wanted: Wanted;
  person: Who;
  role: RequestableRole;
  assessment: Assessment;
  draft: RequestDraft;
  onBack: () => void;
  onSent: (request: RequestView) => void;
  /** Something that was written is wrong: it is to be written anew. */
  onRefused: (problem: Problem) => void;
}

/** "Detta händer": what the request sets going, before it is sent. */
export function PreviewStep(props: PreviewStepProps) {
  const { wanted, person, role, assessment, draft, onBack, onSent, onRefused } = props;
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  // One key a visit: pressing twice, or sending again after the network failed, gives one request.
  const [key] = useState(() => crypto.randomUUID());
  const { data: preview, error, refetch } = useQuery(previewQuery({ ...wanted, days: assessment.days }));
  const sending = useMutation({
    mutationFn: async () => {
      const draftId = await draft.flush();
      return submitRequest({ ...wanted, assessment, ...(draftId ? { draftId } : {}) }, key);
    },
    onSuccess: async (request) => {
      queryClient.setQueryData(requestQuery(request.id).queryKey, request);
      await queryClient.invalidateQueries({ queryKey: ['requests'] });
      await queryClient.invalidateQueries({ queryKey: ['person', wanted.personId] });
      onSent(request);
    },
    onError: (problem) => {
      if (
        problem instanceof Problem &&
        problem.fields.some(({ pointer }) => pointer.startsWith('/assessment/'))
      )
        onRefused(problem);
    },
  });

  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!preview) return <Skeleton rows={4} />;
  const approver = preview.approver?.name ?? role.approver?.name ?? t('request.anApprover');
  return (
    <div className={styles.step}>
      <Section title={t('request.happens')} about={preview.readyAbout}>
        {preview.problems.map((problem) => (
          <Banner key={problem.code} tone="danger" title={t('request.cannotSend')}>
            {problemText(new Problem(422, problem.code, problem.detail, null)).detail}
          </Banner>
        ))}
        {preview.acrossProviders && (
          <Banner tone="info" icon="people" title={t('grants.acrossProviders')}>
            {t('asking.preview.across')}
          </Banner>
        )}
        <Conflicts conflicts={preview.conflicts} />
        {preview.lacking.length > 0 && (
          <Banner tone="wait" icon="pause" title={t('request.lacking', { name: person.name })}>
            <p>{t('request.lackingAbout')}</p>
            <ul className={styles.entitlements}>
              {preview.lacking.map((each) => (
                <li key={each.id}>
                  <strong>{each.name}.</strong> {each.how}
                </li>
              ))}
            </ul>
          </Banner>
        )}
        <Card>
          <Timeline
            label={t('request.happens')}
            items={[
              {
                id: 'now',
                icon: 'arrow',
                tone: 'info',
                title: t('request.goesTo', { name: approver }),
                detail: t('request.goesToAbout'),
                when: t('request.now'),
              },
              ...preview.stages.map((stage) => ({
                id: stage.kind,
                icon: 'approve' as const,
                tone: 'neutral' as const,
                title: t(`asking.stages.${stage.kind}`),
                detail: `${stage.approvers.map(({ name }) => name).join(', ')}. ${
                  stage.approvers.length > 1 ? `${t(`asking.preview.${stage.rule}`)} ` : ''
                }${t(`approvals.stages.unanswered.${stage.unanswered}`)}`,
                when: (
                  <>
                    {t('asking.preview.by')} <Day day={stage.dueOn} />
                  </>
                ),
              })),
              {
                id: 'approved',
                icon: 'key',
                tone: 'good',
                title: t(wanted.kind === 'extension' ? 'asking.preview.extends' : 'request.gets', {
                  name: person.name,
                  role: role.name,
                }),
                detail: (
                  <ul className={styles.entitlements}>
                    {preview.entitlements.map((entitlement) => (
                      <li key={entitlement.name}>
                        {entitlement.sentence} <span className={styles.target}>{entitlement.target}</span>
                      </li>
                    ))}
                  </ul>
                ),
                when: preview.readyBy ? (
                  <>
                    {t('asking.preview.ready')} <Day day={preview.readyBy} />
                  </>
                ) : (
                  t('request.whenApproved')
                ),
              },
              {
                id: 'end',
                icon: 'clock',
                tone: 'wait',
                title: t('request.endsBySelf'),
                detail: t('request.endsBySelfAbout'),
                when: <Day day={preview.endsOn} />,
              },
            ]}
          />
        </Card>
      </Section>
      <Section
        title={t('request.yourAssessment')}
        aside={
          <Button size="small" onPress={onBack}>
            {t('request.change')}
          </Button>
        }
      >
        <Card>
          <Facts
            items={[
              ...(['need', 'data', 'riskTooWide', 'riskTooNarrow'] as const).map((name) => ({
                term: t(`assessment.${name}.label`),
                value: assessment[name],
              })),
              {
                term: t('assessment.days.label'),
                value: t('assessment.days.count', { count: assessment.days }),
              },
              ...role.questions.map((term, place) => ({ term, value: assessment.answers?.[place] ?? '' })),
              ...(assessment.deviationReason
                ? [{ term: t('analysis.deviationReason'), value: assessment.deviationReason }]
                : []),
            ]}
          />
        </Card>
      </Section>
      <Attachments draft={draft} />
      {sending.error && <ProblemView problem={sending.error} />}
      <div className={styles.actions}>
        <Button icon="left" look="quiet" onPress={onBack}>
          {t('parts.back')}
        </Button>
        <Button
          look="primary"
          isPending={sending.isPending}
          isDisabled={preview.problems.length > 0}
          onPress={() => {
            sending.mutate();
          }}
        >
          {t('request.send')}
        </Button>
      </div>
    </div>
  );
}
