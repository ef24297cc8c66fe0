import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeparationExemption } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { endSeparationExemption, separationExemptionsQuery } from '../../api/separation.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { TextArea } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

const tones = { running: 'info', 'run-out': 'neutral', ended: 'neutral' } as const;

/** Who may have duties that a rule keeps apart, why, what is done instead, and until when. */
export function Exemptions() {
  const { t } = useTranslation();
  const dates = useDates();
  const [ending, setEnding] = useState<SeparationExemption | null>(null);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(separationExemptionsQuery);
  const exemptions = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && exemptions.length === 0 && (
        <EmptyState icon="done" title={t('separation.noExemptions')}>
          {t('separation.noExemptionsAbout')}
        </EmptyState>
      )}
      {exemptions.length > 0 && (
        <RowList label={t('separation.tabs.exemptions')}>
          {exemptions.map((exemption) => (
            <Row key={exemption.id}>
              <span className={styles.words}>
                <Person person={exemption.person} detail={exemption.rule.name} />
                <span>{exemption.reason}</span>
                <span className={styles.detail}>
                  {t('separation.insteadIs', { control: exemption.control })}
                </span>
                <span className={styles.detail}>
                  {exemption.decidedBy.name} · {dates.day(exemption.decidedAt)}
                </span>
              </span>
              <span className={styles.end}>
                <Badge tone={tones[exemption.state]}>
                  {exemption.state === 'running'
                    ? t('separation.exemptUntil', { day: dates.day(exemption.validTo) })
                    : t(`separation.exemptionStates.${exemption.state}`)}
                </Badge>
                {exemption.state === 'running' && data?.pages[0]?.mayExempt && (
                  <Button
                    size="small"
                    aria-label={`${t('separation.end')}: ${exemption.person.name}`}
                    onPress={() => {
                      setEnding(exemption);
                    }}
                  >
                    {t('separation.end')}
                  </Button>
                )}
              </span>
            </Row>
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      {ending && (
        <EndDialog
          exemption={ending}
          onClose={() => {
            setEnding(null);
          }}
        />
      )}
    </Card>
  );
}

function EndDialog({ exemption, onClose }: { exemption: SeparationExemption; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 5;
  const ending = useMutation({
    mutationFn: () => endSeparationExemption(exemption.id, reason.trim()),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['separation'] });
    },
  });
  return (
    <Dialog
      title={t('separation.endTitle', { name: exemption.person.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={ending.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) ending.mutate();
            }}
          >
            {t('separation.end')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('separation.reason')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={hasTried && isShort ? t('separation.tooShort') : undefined}
      />
      {ending.error && <ProblemView problem={ending.error} />}
    </Dialog>
  );
}
