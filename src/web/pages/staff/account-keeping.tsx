import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepAccount, keepingQuery, releaseAccount } from '../../api/shifts.js';
import { Problem } from '../../api/problem.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Field, TextArea } from '../../parts/field.js';
import { addDays, today, useDates } from '../../texts/dates.js';
import styles from './person-card.module.css';

/** When a disabled account is deleted, and a way to keep it, for those who may. */
export function AccountKeepingCard({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const { data } = useQuery(keepingQuery(personId));
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(addDays(today(), 90));
  const onSuccess = async () => {
    setAsking(false);
    await client.invalidateQueries({ queryKey: keepingQuery(personId).queryKey });
  };
  const keep = useMutation({ mutationFn: () => keepAccount(personId, { reason, until }), onSuccess });
  const release = useMutation({ mutationFn: () => releaseAccount(personId), onSuccess });
  if (!data || (data.deletesOn === null && data.hold === null)) return null;
  const problem = keep.error instanceof Problem ? keep.error : null;
  const errorAt = (pointer: string) =>
    problem?.fields.some((field) => field.pointer === pointer)
      ? t(pointer === '/until' ? 'keeping.badUntil' : 'keeping.badReason')
      : undefined;
  return (
    <Section title={t('keeping.title')}>
      <Card>
        <div className={styles.keeping}>
          {data.deletesOn && <p>{t('keeping.deletesOn', { day: dates.day(data.deletesOn) })}</p>}
          {data.hold && (
            <p>
              {t('keeping.heldUntil', { day: dates.day(data.hold.until) })} {data.hold.reason}
            </p>
          )}
          {keep.error && <ProblemView problem={keep.error} />}
          {release.error && <ProblemView problem={release.error} />}
          {data.hold && (
            <Button
              size="small"
              isPending={release.isPending}
              onPress={() => {
                release.mutate();
              }}
            >
              {t('keeping.release')}
            </Button>
          )}
          {!data.hold && !isAsking && (
            <Button
              size="small"
              onPress={() => {
                setAsking(true);
              }}
            >
              {t('keeping.keep')}
            </Button>
          )}
          {!data.hold && isAsking && (
            <>
              <TextArea
                label={t('keeping.reason')}
                help={t('keeping.reasonHelp')}
                value={reason}
                onChange={setReason}
                maxLength={500}
                error={errorAt('/reason')}
              />
              <Field
                label={t('keeping.until')}
                type="date"
                min={today()}
                max={addDays(today(), 366)}
                value={until}
                onChange={setUntil}
                error={errorAt('/until')}
              />
              <Button
                look="primary"
                isPending={keep.isPending}
                onPress={() => {
                  keep.mutate();
                }}
              >
                {t('keeping.keep')}
              </Button>
            </>
          )}
        </div>
      </Card>
    </Section>
  );
}
