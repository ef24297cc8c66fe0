import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportDifference } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import type { IconName } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Day } from '../../parts/when.js';
import { FieldChanges } from './field-changes.js';
import { LeaveChanges } from './leave-changes.js';
import { RoleChanges } from './role-changes.js';

const looks: Record<ImportDifference['kind'], { tone: Tone; icon: IconName }> = {
  joiner: { tone: 'good', icon: 'plus' },
  rehire: { tone: 'good', icon: 'plus' },
  mover: { tone: 'info', icon: 'move' },
  changed: { tone: 'neutral', icon: 'move' },
  'employment-added': { tone: 'neutral', icon: 'plus' },
  'employment-ended': { tone: 'wait', icon: 'minus' },
  leaver: { tone: 'danger', icon: 'signout' },
  leave: { tone: 'wait', icon: 'pause' },
  'leave-ended': { tone: 'good', icon: 'check' },
  access: { tone: 'neutral', icon: 'key' },
};

interface DifferencesProps {
  query: Pick<
    UseInfiniteQueryResult,
    'data' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  items: readonly ImportDifference[];
}

export function Differences({ query, items }: DifferencesProps) {
  const { t } = useTranslation();
  const hasRoles = items.some(({ lost, gained }) => lost.length + gained.length > 0);
  if (query.error) return <ProblemView problem={query.error} />;
  return (
    <Card flush>
      {!query.data && <Skeleton rows={4} />}
      {query.data !== undefined && items.length === 0 && (
        <EmptyState icon="done" title={t('imports.noDifferences')} />
      )}
      {items.length > 0 && (
        <Table
          caption={t('imports.did')}
          rows={items.map((difference, index) => ({ ...difference, index }))}
          rowId={({ index }) => String(index)}
          columns={[
            {
              id: 'person',
              heading: t('frame.people'),
              isName: true,
              cell: ({ person }) => <Person person={person} size="small" />,
            },
            {
              id: 'kind',
              heading: t('imports.change'),
              cell: ({ kind }) => <Badge {...looks[kind]}>{t(`imports.kinds.${kind}`)}</Badge>,
            },
            {
              id: 'text',
              heading: t('imports.what'),
              cell: ({ text, fields, leaves }) => (
                <>
                  {text}
                  <LeaveChanges leaves={leaves} />
                  <FieldChanges fields={fields.filter((each) => !isTold(each, leaves))} />
                </>
              ),
            },
            ...(hasRoles
              ? [
                  {
                    id: 'roles',
                    heading: t('imports.access'),
                    cell: ({ lost, gained }: ImportDifference) => <RoleChanges lost={lost} gained={gained} />,
                  },
                ]
              : []),
            { id: 'day', heading: t('imports.day'), cell: ({ day }) => (day ? <Day day={day} /> : '–') },
          ]}
        />
      )}
      <More
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Card>
  );
}

/** A leave that begins or ends stands in a sentence; of one that changes the fields say what was before. */
function isTold({ field }: ImportDifference['fields'][number], leaves: ImportDifference['leaves']): boolean {
  return field.startsWith('leave') && leaves.length > 0 && leaves.every(({ change }) => change !== 'changes');
}
