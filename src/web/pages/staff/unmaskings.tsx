import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { unmaskingsQuery } from '../../api/unmaskings.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Moment } from '../../parts/when.js';

/** Who has seen through the person's protection, when and why: for themselves and those who oversee. */
export function Unmaskings({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(unmaskingsQuery(personId));
  return (
    <Section title={t('unmask.log')} about={t('unmask.logAbout')}>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      <Card flush>
        {!data && !error && <Skeleton rows={2} />}
        {data?.items.length === 0 && <EmptyState icon="lock" title={t('unmask.none')} />}
        {data && data.items.length > 0 && (
          <Table
            caption={t('unmask.log')}
            rows={data.items}
            rowId={({ at, by }) => `${at} ${by.id ?? ''}`}
            columns={[
              {
                id: 'by',
                heading: t('unmask.by'),
                isName: true,
                cell: ({ by }) => <Person person={by} size="small" />,
              },
              { id: 'at', heading: t('unmask.at'), cell: ({ at }) => <Moment at={at} /> },
              {
                id: 'reason',
                heading: t('unmask.reason'),
                cell: ({ reason, note }) => [t(`unmask.reasons.${reason}`), note].filter(Boolean).join(': '),
              },
            ]}
          />
        )}
      </Card>
    </Section>
  );
}
