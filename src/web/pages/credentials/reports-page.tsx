import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportsQuery } from '../../api/lost-credentials.js';
import type { CredentialReport } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { ReportRow } from './report-row.js';
import { StepDialog, type StepKind } from './step-dialog.js';

type Show = 'open' | 'closed';

/** Lost credentials to take to their end, for card administrators; managers confirm those of their own staff. */
export function ReportsPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/sparrade' });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={t('credentials.listTitle')} about={t('credentials.listAbout')} />
      <PageBody>
        <Tabs<Show>
          label={t('credentials.listTitle')}
          selected={visa === 'avslutade' ? 'closed' : 'open'}
          onSelect={(show) => {
            void navigate({ to: '/sparrade', search: show === 'closed' ? { visa: 'avslutade' } : {} });
          }}
          tabs={(['open', 'closed'] as const).map((show) => ({
            id: show,
            label: t(`credentials.shows.${show}`),
            content: <Reports show={show} />,
          }))}
        />
      </PageBody>
    </>
  );
}

function Reports({ show }: { show: Show }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    reportsQuery(show),
  );
  const [step, setStep] = useState<{ report: CredentialReport; kind: StepKind } | null>(null);
  const reports = itemsOf(data);
  const mayFollow = data?.pages[0]?.mayFollow ?? false;
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Card flush>
        {!data && <Skeleton rows={3} />}
        {data && reports.length === 0 && (
          <EmptyState icon="done" title={t(`credentials.empty.${show}`)}>
            {t('credentials.emptyAbout')}
          </EmptyState>
        )}
        {reports.length > 0 && (
          <RowList label={t(`credentials.shows.${show}`)}>
            {reports.map((report) => (
              <ReportRow key={report.id} report={report}>
                {stepsOf(report, mayFollow).map((kind) => (
                  <Button
                    key={kind}
                    size="small"
                    look={kind === 'dismiss' || kind === 'false-alarm' ? 'quiet' : 'secondary'}
                    aria-label={`${t(`credentials.steps.${kind}`)}: ${report.person.name}`}
                    onPress={() => {
                      setStep({ report, kind });
                    }}
                  >
                    {t(`credentials.steps.${kind}`)}
                  </Button>
                ))}
              </ReportRow>
            ))}
          </RowList>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
      {step && (
        <StepDialog
          report={step.report}
          kind={step.kind}
          onClose={() => {
            setStep(null);
          }}
        />
      )}
    </>
  );
}

/** What can be done next, in the order that it is done. */
function stepsOf({ state, own, blockedOn }: CredentialReport, mayFollow: boolean): StepKind[] {
  if (own) return [];
  if (state === 'unconfirmed') return ['confirm', 'dismiss'];
  if (state !== 'barred' || !mayFollow) return [];
  return [blockedOn === null ? 'block' : 'renew', 'false-alarm'];
}
