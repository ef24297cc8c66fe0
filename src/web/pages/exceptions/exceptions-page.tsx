import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptionsQuery } from '../../api/exceptions.js';
import type { AssuranceException } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { DecideDialog } from './decide-dialog.js';
import { EndDialog } from './end-dialog.js';
import { OrderDialog } from './order-dialog.js';

const tones = {
  waiting: 'wait',
  running: 'info',
  outclassed: 'danger',
  refused: 'neutral',
  'run-out': 'neutral',
  ended: 'neutral',
} as const;

type Open =
  { readonly what: 'decide' | 'end'; readonly exception: AssuranceException } | { readonly what: 'order' };

/** For which systems two factors are not possible: why, what is done instead, who decided and until when (H13.1.7). */
export function ExceptionsPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open | null>(null);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(exceptionsQuery);
  const exceptions = itemsOf(data);
  const close = () => {
    setOpen(null);
  };
  return (
    <>
      <PageHead
        title={t('exceptions.title')}
        about={t('exceptions.about')}
        action={
          data?.pages[0]?.mayOrder && (
            <Button
              look="primary"
              icon="plus"
              onPress={() => {
                setOpen({ what: 'order' });
              }}
            >
              {t('exceptions.order')}
            </Button>
          )
        }
      />
      <PageBody>
        {error ? (
          <ProblemView problem={error} onRetry={() => void refetch()} />
        ) : (
          <Card flush>
            {!data && <Skeleton rows={3} />}
            {data && exceptions.length === 0 && (
              <EmptyState icon="lock" title={t('exceptions.none')}>
                {t('exceptions.noneAbout')}
              </EmptyState>
            )}
            {exceptions.length > 0 && (
              <RowList label={t('exceptions.list')}>
                {exceptions.map((exception) => (
                  <ExceptionRow key={exception.id} exception={exception} onOpen={setOpen} />
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </PageBody>
      {open?.what === 'order' && <OrderDialog onClose={close} />}
      {open?.what === 'decide' && <DecideDialog exception={open.exception} onClose={close} />}
      {open?.what === 'end' && <EndDialog exception={open.exception} onClose={close} />}
    </>
  );
}

function ExceptionRow({
  exception,
  onOpen,
}: {
  exception: AssuranceException;
  onOpen: (open: Open) => void;
}) {
  const { t } = useTranslation();
  const dates = useDates();
  const { system, roles, state, decidedBy, endedBy } = exception;
  const ending = state === 'waiting' ? t('exceptions.takeBack') : t('exceptions.end');
  return (
    <Row>
      <span className={styles.words}>
        <strong>{system.name}</strong>
        <span className={styles.detail}>
          {t('exceptions.rolesAre', {
            roles: roles ? roles.map(({ name }) => name).join(', ') : t('exceptions.allRoles'),
          })}
        </span>
        <span>{exception.riskAnalysis}</span>
        <span className={styles.detail}>
          {t('exceptions.safeguardsAre', { safeguards: exception.safeguards })}
        </span>
        {exception.knownDeviceDays !== null && (
          <span className={styles.detail}>
            {t('exceptions.deviceAllowed', { count: exception.knownDeviceDays })}
          </span>
        )}
        <span className={styles.detail}>
          {t('exceptions.orderedBy', {
            name: exception.orderedBy.name,
            day: dates.day(exception.orderedAt),
          })}
        </span>
        {decidedBy && exception.decidedAt && (
          <span className={styles.detail}>
            {t(state === 'refused' ? 'exceptions.refusedBy' : 'exceptions.approvedBy', {
              name: decidedBy.name,
              day: dates.day(exception.decidedAt),
              reason: exception.decisionReason ?? '',
            })}
          </span>
        )}
        {endedBy && (
          <span className={styles.detail}>
            {t('exceptions.endedBy', { name: endedBy.name, reason: exception.endedReason ?? '' })}
          </span>
        )}
      </span>
      <span className={styles.end}>
        <Badge tone={tones[state]}>
          {t(`exceptions.states.${state}`, { day: dates.day(exception.validTo) })}
        </Badge>
        {exception.mayDecide && (
          <Button
            size="small"
            look="primary"
            aria-label={`${t('exceptions.decide')}: ${system.name}`}
            onPress={() => {
              onOpen({ what: 'decide', exception });
            }}
          >
            {t('exceptions.decide')}
          </Button>
        )}
        {exception.mayEnd && (
          <Button
            size="small"
            aria-label={`${ending}: ${system.name}`}
            onPress={() => {
              onOpen({ what: 'end', exception });
            }}
          >
            {ending}
          </Button>
        )}
      </span>
    </Row>
  );
}
