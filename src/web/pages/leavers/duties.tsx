import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Duty } from '../../api/generated/types.gen.js';
import { dutiesQuery, nameSuccessor } from '../../api/leaving.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { TextArea } from '../../parts/field.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { ChoosePerson } from './choose-person.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from './leavers.module.css';

/** "Vakanta uppdrag": each with what stops because of it, and a way to name who takes over. */
export function Duties() {
  const { t } = useTranslation();
  const dates = useDates();
  const { data, error, refetch } = useQuery(dutiesQuery);
  const [naming, setNaming] = useState<Duty | null>(null);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data?.items.length === 0 && (
        <EmptyState icon="done" title={t('duties.empty')}>
          {t('duties.emptyAbout')}
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <RowList label={t('leavers.show.duties')}>
          {data.items.map((duty) => (
            <Row key={duty.id}>
              <span className={styles.words}>
                <strong>
                  {t(`duties.kinds.${duty.kind}`)}: {duty.system}
                </strong>
                <span className={styles.detail}>
                  {t('duties.holder', { name: duty.holder.name, day: dates.day(duty.lastDay) })}
                </span>
                <span className={styles.detail}>
                  {duty.kind === 'client-owner'
                    ? t('duties.clientStops')
                    : duty.otherOwnerEmployed
                      ? t('duties.goesOn', { roles: duty.roles, waiting: duty.waiting })
                      : t('duties.stops', { roles: duty.roles, waiting: duty.waiting })}
                </span>
              </span>
              <span className={styles.end}>
                {duty.state === 'vacant' ? (
                  <Badge tone="danger">{t('duties.vacant')}</Badge>
                ) : (
                  <Badge tone="wait">{t('duties.coming')}</Badge>
                )}
                {duty.successor && (
                  <Badge tone="good">{t('duties.successor', { name: duty.successor.name })}</Badge>
                )}
                {data.mayName && (
                  <Button
                    size="small"
                    aria-label={`${t('duties.name')}: ${duty.system}`}
                    onPress={() => {
                      setNaming(duty);
                    }}
                  >
                    {t('duties.name')}
                  </Button>
                )}
              </span>
            </Row>
          ))}
        </RowList>
      )}
      {naming && (
        <NameSuccessorDialog
          duty={naming}
          onClose={() => {
            setNaming(null);
          }}
        />
      )}
    </Card>
  );
}

function NameSuccessorDialog({ duty, onClose }: { duty: Duty; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [personId, setPersonId] = useState<string | null>(null);
  const [reason, setReason, forget] = useKeptText(`duty.${duty.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const naming = useMutation({
    mutationFn: (to: string) => nameSuccessor(duty.id, { personId: to, reason: reason.trim() }),
    onSuccess: async (duties) => {
      forget();
      client.setQueryData(dutiesQuery.queryKey, duties);
      onClose();
      await Promise.all(['tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Dialog
      title={`${t(`duties.kinds.${duty.kind}`)}: ${duty.system}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={naming.isPending}
            onPress={() => {
              setTried(true);
              if (personId !== null && !isShort) naming.mutate(personId);
            }}
          >
            {t('duties.name')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <ChoosePerson
          label={t('duties.who')}
          selected={personId}
          onSelect={setPersonId}
          error={hasTried && personId === null ? t('duties.whoMissing') : undefined}
        />
        <TextArea
          label={t('duties.reason')}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('duties.reasonMissing') : undefined}
        />
        {naming.error && <ProblemView problem={naming.error} />}
      </div>
    </Dialog>
  );
}
