import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestStage, RequestView } from '../../api/generated/types.gen.js';
import { requestQuery, withdrawRequest } from '../../api/requests.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import type { IconName } from '../../parts/icon.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Timeline } from '../../parts/timeline.js';
import { toast } from '../../parts/toast.js';
import { Day, Moment } from '../../parts/when.js';
import { Conflicts } from '../approvals/conflicts.js';
import { Deviations } from '../approvals/deviations.js';
import { Evidence } from '../approvals/evidence.js';
import { RequestState } from '../approvals/request-state.js';
import { EditForm, useBegunEdit } from './edit-form.js';
import { Questions } from './questions.js';
import styles from './history.module.css';

/** One request as its requester, and whoever may read it, follows it: stage by stage, with questions and answers. */
export function OneRequestPage() {
  const { t } = useTranslation();
  const { requestId } = useParams({ from: '/frame/begaranden/$requestId' });
  const { data: request, error, refetch } = useQuery(requestQuery(requestId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!request) return <Skeleton rows={6} />;
  return (
    <>
      <PageHead
        over={<Link to="/begaranden">{t('asking.mine.title')}</Link>}
        title={t('asking.one.title', { role: request.role.name, name: request.person.name })}
        about={`${t('requests.number', { number: request.number })} · ${t(`asking.kinds.${request.kind}`)}`}
      />
      <PageBody>
        <Inside key={request.id} request={request} />
      </PageBody>
    </>
  );
}

function Inside({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const begun = useBegunEdit(request.id);
  const [isEditing, setEditing] = useState(begun.isBegun);
  const show = async (changed: RequestView): Promise<void> => {
    queryClient.setQueryData(requestQuery(request.id).queryKey, changed);
    await Promise.all(
      ['requests', 'tasks', 'me'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    );
  };
  const withdrawing = useMutation({
    mutationFn: () => withdrawRequest(request.id),
    onSuccess: async (changed) => {
      toast({ tone: 'good', title: t('approvals.withdrawn', { number: changed.number }) });
      await show(changed);
    },
  });
  if (isEditing && request.may.edit)
    return (
      <EditForm
        request={request}
        onClose={() => {
          setEditing(false);
        }}
        onSaved={(changed) => void show(changed)}
      />
    );
  return (
    <div className={styles.page}>
      {isEditing && (
        <Banner
          tone="wait"
          isNews
          title={t('asking.one.tooLate')}
          actions={
            <Button
              size="small"
              onPress={() => {
                begun.drop();
                setEditing(false);
              }}
            >
              {t('asking.one.tooLateSeen')}
            </Button>
          }
        >
          {t('asking.one.tooLateAbout')}
        </Banner>
      )}
      <div className={styles.actions}>
        <RequestState state={request.state} />
        {request.may.decide && (
          <LinkButton
            size="small"
            look="primary"
            to="/godkannanden/$requestId"
            params={{ requestId: request.id }}
          >
            {t('asking.one.decide')}
          </LinkButton>
        )}
        {request.may.edit && (
          <Button
            size="small"
            onPress={() => {
              setEditing(true);
            }}
          >
            {t('asking.one.edit')}
          </Button>
        )}
        {request.may.withdraw && (
          <Button
            size="small"
            look="danger-quiet"
            isPending={withdrawing.isPending}
            onPress={() => {
              withdrawing.mutate();
            }}
          >
            {t('asking.one.withdraw')}
          </Button>
        )}
      </div>
      {withdrawing.error && <ProblemView problem={withdrawing.error} />}
      <Questions request={request} onChanged={(changed) => void show(changed)} />
      <Section title={t('asking.one.stages')}>
        <Card>
          <Timeline
            label={t('asking.one.stages')}
            items={request.stages.map((stage) => ({
              id: String(stage.position),
              icon: icons[stage.state],
              tone: tones[stage.state],
              title: t(`asking.stages.${stage.kind}`),
              detail: <Seats stage={stage} />,
              when:
                stage.state === 'open' && stage.dueOn ? (
                  <>
                    {t('asking.preview.by')} <Day day={stage.dueOn} />
                  </>
                ) : (
                  // Who has answered says so beside their name.
                  stage.approvers.every(({ outcome }) => outcome === null) &&
                  t(`asking.stageStates.${stage.state}`)
                ),
            }))}
          />
        </Card>
      </Section>
      {request.state === 'pending' && <Deviations request={request} />}
      {request.state === 'pending' && <Conflicts conflicts={request.conflicts} />}
      <Section title={t('asking.one.assessment')}>
        <Card>
          <Evidence request={request} />
        </Card>
      </Section>
    </div>
  );
}

const icons: Record<RequestStage['state'], IconName> = {
  waiting: 'pause',
  open: 'clock',
  approved: 'check',
  refused: 'close',
  skipped: 'minus',
};
const tones = {
  waiting: 'neutral',
  open: 'wait',
  approved: 'good',
  refused: 'danger',
  skipped: 'neutral',
} as const;

function Seats({ stage }: { stage: RequestStage }) {
  const { t } = useTranslation();
  return (
    <>
      {stage.approvers.map(({ person, onBehalfOf, outcome, at, reason }) => (
        <span key={person.id} className={styles.words}>
          <span>
            {person.name}
            {onBehalfOf && ` ${t('approvals.stages.onBehalfOf', { name: onBehalfOf.name })}`}
            {outcome && at && (
              <>
                {' '}
                · {t(`asking.stageStates.${outcome}`)} <Moment at={at} />
              </>
            )}
          </span>
          {reason && <span>{reason}</span>}
        </span>
      ))}
    </>
  );
}
