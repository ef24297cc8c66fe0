import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { delegationsQuery, endDelegation } from '../../api/delegations.js';
import type { Delegation } from '../../api/generated/types.gen.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { toast } from '../../parts/toast.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { GiveDialog } from './give-dialog.js';

const tones: Record<Delegation['state'], Tone> = {
  coming: 'wait',
  running: 'good',
  over: 'neutral',
  ended: 'neutral',
};

/** Who decides in one's place for a while, and in whose place one decides. */
export function DelegationsPage() {
  const { t } = useTranslation();
  const [isGiving, setGiving] = useState(false);
  const { data, error, refetch } = useQuery(delegationsQuery);
  return (
    <>
      <PageHead
        title={t('delegations.title')}
        about={t('delegations.about')}
        action={
          <Button
            look="primary"
            icon="plus"
            onPress={() => {
              setGiving(true);
            }}
          >
            {t('delegations.give')}
          </Button>
        }
      />
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={4} />}
      {data && (
        <div className={styles.stack}>
          {(['given', 'received'] as const).map((side) => (
            <section key={side} className={styles.stack} aria-label={t(`delegations.${side}`)}>
              <h2>{t(`delegations.${side}`)}</h2>
              <Card flush>
                {data[side].length === 0 ? (
                  <EmptyState icon="people" title={t(`delegations.none.${side}`)} />
                ) : (
                  <RowList label={t(`delegations.${side}`)}>
                    {data[side].map((delegation) => (
                      <DelegationRow key={delegation.id} delegation={delegation} side={side} />
                    ))}
                  </RowList>
                )}
              </Card>
            </section>
          ))}
        </div>
      )}
      {isGiving && data && (
        <GiveDialog
          scopes={data.scopes}
          onClose={() => {
            setGiving(false);
          }}
        />
      )}
    </>
  );
}

function DelegationRow({ delegation, side }: { delegation: Delegation; side: 'given' | 'received' }) {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const person = side === 'given' ? delegation.delegate : delegation.delegator;
  const ending = useMutation({
    mutationFn: () => endDelegation(delegation.id),
    onSuccess: async (all) => {
      client.setQueryData(delegationsQuery.queryKey, all);
      toast({ tone: 'good', title: t('delegations.endedToast') });
      await Promise.all(
        ['requests', 'reviews', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const [first] = delegation.covers;
  const covers = t(`delegations.coversWhat.${delegation.covers.length > 1 ? 'both' : (first ?? 'requests')}`);
  const narrowed = delegation.role?.name ?? delegation.system?.name;
  const scope = narrowed === undefined ? covers : `${covers} · ${narrowed}`;
  const isLive = delegation.state === 'running' || delegation.state === 'coming';
  return (
    <Row>
      <span className={styles.words}>
        <Person person={person} detail={scope} />
        <span className={styles.detail}>
          {t('delegations.period', { from: dates.day(delegation.from), to: dates.day(delegation.to) })} ·{' '}
          {delegation.reason}
        </span>
        {ending.error && <ProblemView problem={ending.error} />}
      </span>
      <span className={`${styles.end} ${styles.above}`}>
        <Badge tone={tones[delegation.state]}>{t(`delegations.states.${delegation.state}`)}</Badge>
        {isLive && (
          <Button
            size="small"
            look="danger-quiet"
            isPending={ending.isPending}
            aria-label={`${t(`delegations.end.${side}`)}: ${person.name}`}
            onPress={() => {
              ending.mutate();
            }}
          >
            {t(`delegations.end.${side}`)}
          </Button>
        )}
      </span>
    </Row>
  );
}
