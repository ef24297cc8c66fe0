import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/generated/types.gen.js';
import { endOtherSessions, endSession, ownSessionsQuery } from '../../api/sessions.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { toast } from '../../parts/toast.js';
import { DevicesSection } from './devices-section.js';
import { SessionRow } from './session-row.js';

/** Where one is signed in, and how to end it. */
export function SessionsPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(ownSessionsQuery);
  const ended = (count: number) => {
    toast({ tone: 'good', title: t('sessions.ended', { count }) });
    return client.invalidateQueries({ queryKey: ['sessions'] });
  };
  const endingOne = useMutation({ mutationFn: endSession, onSuccess: ({ ended: count }) => ended(count) });
  const endingOthers = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: ({ ended: count }) => ended(count),
  });
  const sessions = data?.items ?? [];
  const others = sessions.filter(({ current }) => !current).length;
  const failed = endingOne.error ?? endingOthers.error;
  return (
    <>
      <PageHead
        title={t('sessions.title')}
        about={t('sessions.about')}
        action={
          others > 0 && (
            <Button
              look="danger-quiet"
              icon="signout"
              isPending={endingOthers.isPending}
              onPress={() => {
                endingOthers.mutate();
              }}
            >
              {t('sessions.endOthers')}
            </Button>
          )
        }
      />
      <PageBody narrow>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {failed && <ProblemView problem={failed} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={2} />}
            {sessions.length > 0 && (
              <RowList label={t('sessions.title')}>
                {sessions.map((session) => (
                  <SessionRow key={session.id} session={session}>
                    <End
                      session={session}
                      isPending={endingOne.isPending && endingOne.variables === session.id}
                      onEnd={() => {
                        endingOne.mutate(session.id);
                      }}
                    />
                  </SessionRow>
                ))}
              </RowList>
            )}
          </Card>
        )}
        <DevicesSection />
        <Banner tone="info" title={t('sessions.unknown')}>
          <p>
            {t('sessions.unknownAbout')} <Link to="/anmal-kort">{t('nav.report')}</Link>
          </p>
        </Banner>
      </PageBody>
    </>
  );
}

function End({ session, isPending, onEnd }: { session: Session; isPending: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  if (session.current) return <Badge tone="good">{t('sessions.current')}</Badge>;
  return (
    <Button
      size="small"
      isPending={isPending}
      aria-label={t('sessions.endOne', { device: session.device ?? t('sessions.unknownDevice') })}
      onPress={onEnd}
    >
      {t('sessions.end')}
    </Button>
  );
}
