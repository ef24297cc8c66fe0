import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeparationConflict } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { separationConflictsQuery, type ConflictState } from '../../api/separation.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { ExemptDialog } from './exempt-dialog.js';

const states: readonly ConflictState[] = ['open', 'exempt', 'closed'];

/** Who has, or would have had, duties that a rule keeps apart. */
export function Conflicts({ ruleId }: { ruleId?: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<ConflictState>('open');
  const [chosen, setChosen] = useState<SeparationConflict | null>(null);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    separationConflictsQuery(state, ruleId),
  );
  const conflicts = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.stack}>
      <div className={styles.filter}>
        <Select
          label={t('separation.show')}
          options={states.map((id) => ({ id, label: t(`separation.states.${id}`) }))}
          value={state}
          onChange={(id) => {
            setState(states.find((known) => known === id) ?? 'open');
          }}
        />
      </div>
      <Card flush>
        {!data && <Skeleton rows={3} />}
        {data && conflicts.length === 0 && (
          <EmptyState icon="done" title={t(`separation.none.${state}`)}>
            {t('separation.noneAbout')}
          </EmptyState>
        )}
        {conflicts.length > 0 && (
          <RowList label={t(`separation.states.${state}`)}>
            {conflicts.map((conflict) => (
              <ConflictRow
                key={conflict.id}
                conflict={conflict}
                onExempt={
                  state === 'open' && data?.pages[0]?.mayExempt
                    ? () => {
                        setChosen(conflict);
                      }
                    : undefined
                }
              />
            ))}
          </RowList>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
      {chosen && (
        <ExemptDialog
          conflict={chosen}
          onClose={() => {
            setChosen(null);
          }}
        />
      )}
    </div>
  );
}

interface ConflictRowProps {
  conflict: SeparationConflict;
  onExempt: (() => void) | undefined;
}

function ConflictRow({ conflict, onExempt }: ConflictRowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const { person, rule, kind, exemptUntil, closedAt } = conflict;
  const names = [...new Set([...conflict.left, ...conflict.right].map(({ name }) => name))];
  const what = <Person person={person} detail={names.join(' + ')} />;
  return (
    <Row>
      <span className={styles.words}>
        {person.id ? (
          <Link to="/personal/$personId" params={{ personId: person.id }} className={rowLink}>
            {what}
          </Link>
        ) : (
          what
        )}
        <span className={styles.detail}>
          {rule.name} · {t('separation.since', { day: dates.day(conflict.foundAt) })}
        </span>
      </span>
      <span className={`${styles.end} ${styles.above}`}>
        {kind === 'withheld' && <Badge tone="wait">{t('separation.withheld')}</Badge>}
        {exemptUntil && (
          <Badge icon="calendar">{t('separation.exemptUntil', { day: dates.day(exemptUntil) })}</Badge>
        )}
        {closedAt && <Badge icon="done">{t('separation.closed', { day: dates.day(closedAt) })}</Badge>}
        {onExempt && person.id && (
          <Button
            size="small"
            aria-label={`${t('separation.exempt')}: ${person.name}, ${rule.name}`}
            onPress={onExempt}
          >
            {t('separation.exempt')}
          </Button>
        )}
      </span>
    </Row>
  );
}
