import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { requestQuery, withdrawRequest } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Drawer } from '../../parts/dialog.js';
import { Skeleton } from '../../parts/skeleton.js';
import { toast } from '../../parts/toast.js';
import { Moment } from '../../parts/when.js';
import { Questions } from '../requests/questions.js';
import { Conflicts } from './conflicts.js';
import { Deviations } from './deviations.js';
import { DecisionForm } from './decision-form.js';
import { Evidence } from './evidence.js';
import { RequestState } from './request-state.js';
import { StageList } from './stage-list.js';

/** One request with all that a decision needs, at its own address: evidence first, then the answer. */
export function RequestDrawer() {
  const { t } = useTranslation();
  const { requestId } = useParams({ from: '/frame/godkannanden/$requestId' });
  const { visa, roll } = useSearch({ from: '/frame/godkannanden' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: request, error, refetch } = useQuery(requestQuery(requestId));

  const close = () => void navigate({ to: '/godkannanden', search: { visa, roll } });
  const refresh = async (changed: RequestView) => {
    queryClient.setQueryData(requestQuery(requestId).queryKey, changed);
    await Promise.all(
      ['requests', 'tasks', 'me', 'person'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    );
  };
  const withdrawing = useMutation({
    mutationFn: () => withdrawRequest(requestId),
    onSuccess: async (changed) => {
      toast({ tone: 'good', title: t('approvals.withdrawn', { number: changed.number }) });
      close();
      await refresh(changed);
    },
  });

  return (
    <Drawer
      isOpen
      onClose={close}
      over={request && t('requests.number', { number: request.number })}
      title={
        request ? t('approvals.drawerTitle', { role: request.role.name, name: request.person.name }) : '…'
      }
      actions={
        request?.may.withdraw && (
          <Button
            look="danger-quiet"
            isPending={withdrawing.isPending}
            onPress={() => {
              withdrawing.mutate();
            }}
          >
            {t('approvals.withdraw')}
          </Button>
        )
      }
    >
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!request && !error && <Skeleton rows={5} />}
      {request && (
        <>
          {request.state !== 'pending' && <Outcome request={request} />}
          {request.state === 'pending' && <Deviations request={request} />}
          {request.state === 'pending' && <Conflicts conflicts={request.conflicts} />}
          <Evidence request={request} />
          <StageList request={request} />
          <Questions request={request} onChanged={(changed) => void refresh(changed)} />
          {request.may.decide && (
            <DecisionForm
              request={request}
              onDecided={(decided) => {
                const outcome = decided.state === 'pending' ? 'passedOn' : decided.state === 'approved' ? 'approved' : 'refused'; // prettier-ignore
                toast({
                  tone: 'good',
                  title: t(`approvals.${outcome}Toast`, { number: decided.number }),
                  detail: t(`approvals.${outcome}ToastAbout`, {
                    name: decided.person.name,
                    role: decided.role.name,
                  }),
                });
                close();
                void refresh(decided);
              }}
            />
          )}
          {withdrawing.error && <ProblemView problem={withdrawing.error} />}
        </>
      )}
    </Drawer>
  );
}

function Outcome({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const { decision } = request;
  return (
    <Banner
      tone={request.state === 'approved' ? 'good' : request.state === 'refused' ? 'danger' : 'info'}
      title={<RequestState state={request.state} />}
    >
      {decision && (
        <p>
          {decision.by.name}, <Moment at={decision.at} />
          {decision.days !== null && ` · ${t('assessment.days.count', { count: decision.days })}`}
        </p>
      )}
      {decision?.reason && <p>{decision.reason}</p>}
    </Banner>
  );
}
