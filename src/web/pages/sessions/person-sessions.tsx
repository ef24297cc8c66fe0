import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endPersonSessions, personSessionsQuery } from '../../api/sessions.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { toast } from '../../parts/toast.js';
import { SessionRow } from './session-row.js';

/** On the person card of the security officer: where somebody is signed in, and an end to it. */
export function PersonSessions({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(personSessionsQuery(personId));
  const ending = useMutation({
    mutationFn: () => endPersonSessions(personId),
    onSuccess: ({ ended }) => {
      toast({ tone: 'good', title: t('sessions.ended', { count: ended }) });
      return client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const sessions = data?.items ?? [];
  return (
    <Section
      title={t('sessions.ofPerson')}
      about={t('sessions.ofPersonAbout')}
      aside={
        sessions.length > 0 && (
          <Button
            size="small"
            look="danger-quiet"
            icon="signout"
            isPending={ending.isPending}
            onPress={() => {
              ending.mutate();
            }}
          >
            {t('sessions.endAll')}
          </Button>
        )
      }
    >
      {(error ?? ending.error) && (
        <ProblemView problem={error ?? ending.error ?? new Error()} onRetry={() => void refetch()} />
      )}
      <Card flush>
        {!data && !error && <Skeleton rows={1} />}
        {data && sessions.length === 0 && <EmptyState icon="done" title={t('sessions.noneOfPerson')} />}
        {sessions.length > 0 && (
          <RowList label={t('sessions.ofPerson')}>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </RowList>
        )}
      </Card>
    </Section>
  );
}
