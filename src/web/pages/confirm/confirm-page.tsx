import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffLine } from '../../api/generated/types.gen.js';
import { confirmStaff, staffToConfirmQuery } from '../../api/leaving.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { today, useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { ReportDialog } from './report-dialog.js';

/** "Bekräfta eller rätta": the manager says of each of the staff that it is right, or what is wrong. */
export function ConfirmPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(staffToConfirmQuery);
  const [reporting, setReporting] = useState<StaffLine | null>(null);
  const confirming = useMutation({
    mutationFn: (staff: readonly StaffLine[]) =>
      confirmStaff({ staff: staff.map(({ employmentId, version }) => ({ employmentId, version })) }),
    onSettled: () =>
      Promise.all(
        ['confirmations', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
  const staff = itemsOf(data);
  const plain = staff.filter(({ remarks, confirmedOn }) => remarks.length === 0 && confirmedOn !== today());
  return (
    <>
      <PageHead
        over={<Link to="/personal">{t('staff.title')}</Link>}
        title={t('confirm.title')}
        about={t('confirm.about')}
        action={
          plain.length > 1 && (
            <Button
              look="primary"
              icon="check"
              isPending={confirming.isPending}
              onPress={() => {
                confirming.mutate(plain.slice(0, 200));
              }}
            >
              {t('confirm.all', { count: Math.min(plain.length, 200) })}
            </Button>
          )
        }
      />
      <PageBody>
        {confirming.error && <ProblemView problem={confirming.error} />}
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={6} />}
            {data && staff.length === 0 && (
              <EmptyState icon="people" title={t('staff.empty')}>
                {t('staff.emptyAbout')}
              </EmptyState>
            )}
            {staff.length > 0 && (
              <RowList label={t('confirm.title')}>
                {staff.map((line) => (
                  <StaffRow
                    key={line.employmentId}
                    line={line}
                    isBusy={confirming.isPending}
                    onConfirm={() => {
                      confirming.mutate([line]);
                    }}
                    onReport={() => {
                      setReporting(line);
                    }}
                  />
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </PageBody>
      {reporting && (
        <ReportDialog
          line={reporting}
          onClose={() => {
            setReporting(null);
          }}
        />
      )}
    </>
  );
}

interface StaffRowProps {
  line: StaffLine;
  isBusy: boolean;
  onConfirm: () => void;
  onReport: () => void;
}

function StaffRow({ line, isBusy, onConfirm, onReport }: StaffRowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const isFresh = line.confirmedOn === today();
  return (
    <Row>
      <span className={styles.words}>
        <Person person={line.person} detail={`${line.title} · ${line.unit.name}`} />
        <span className={styles.detail}>
          {line.roles.length > 0 ? line.roles.join(', ') : t('confirm.noAccess')}
        </span>
      </span>
      <span className={styles.end}>
        {line.remarks.map((remark) => (
          <Badge key={remark} tone="wait">
            {t(`confirm.remarks.${remark}`)}
          </Badge>
        ))}
        {line.confirmedOn ? (
          <Badge tone="good">{t('confirm.confirmed', { day: dates.day(line.confirmedOn) })}</Badge>
        ) : (
          <Badge tone={line.isDue ? 'danger' : 'neutral'} icon="calendar">
            {t('confirm.due', { day: dates.day(line.due) })}
          </Badge>
        )}
        {!isFresh && (
          <Button
            size="small"
            look="primary"
            isDisabled={isBusy}
            aria-label={`${t('confirm.one')}: ${line.person.name}`}
            onPress={onConfirm}
          >
            {t('confirm.one')}
          </Button>
        )}
        <Button
          size="small"
          look="quiet"
          aria-label={`${t('confirm.report')}: ${line.person.name}`}
          onPress={onReport}
        >
          {t('confirm.report')}
        </Button>
      </span>
    </Row>
  );
}
