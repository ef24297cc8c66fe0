import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emergencyQuery, reviewEmergency } from '../../api/credentials.js';
import type { OneEmergency, ReviewEmergency } from '../../api/generated/types.gen.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import { TextArea } from '../../parts/field.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Moment } from '../../parts/when.js';
import { EmergencyState } from './emergency-state.js';
import styles from '../keys/keys-page.module.css';

/** One use of an emergency account: who, why, what was done, and the judgement afterwards. */
export function EmergencyPage() {
  const { t } = useTranslation();
  const { emergencyId } = useParams({ from: '/frame/nodkonton/$emergencyId' });
  const { data, error, refetch } = useQuery(emergencyQuery(emergencyId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={5} />;
  const { review } = data;
  return (
    <>
      <PageHead
        title={`${data.account} · ${data.person.name}`}
        about={data.reason}
        over={<EmergencyState emergency={data} />}
      />
      <PageBody>
        <Card>
          <Facts
            items={[
              { term: t('emergency.openedBy'), value: data.openedBy },
              { term: t('emergency.opened'), value: <Moment at={data.openedAt} /> },
              {
                term: t('emergency.used'),
                value:
                  data.firstUsedAt === null ? t('emergency.neverUsed') : <Moment at={data.firstUsedAt} />,
              },
              {
                term: t('emergency.closed'),
                value: data.closedAt === null ? t('emergency.isOpen') : <Moment at={data.closedAt} />,
              },
              { term: t('emergency.rights'), value: data.rights.join(', ') },
            ]}
          />
        </Card>
        <Section title={t('emergency.acts')} about={t('emergency.actsAbout')}>
          <Card flush>
            {data.acts.length === 0 && (
              <EmptyState icon="list" title={t('emergency.noActs')}>
                {t('emergency.noActsAbout')}
              </EmptyState>
            )}
            <ul className={styles.list}>
              {data.acts.map((act) => (
                <li key={act.number} className={styles.item}>
                  <span className={styles.words}>
                    <strong>{act.action}</strong>
                    <span className={styles.detail}>
                      {[act.person?.name, act.reason].filter((text) => text).join(' · ')}
                    </span>
                  </span>
                  <Moment at={act.at} seconds />
                </li>
              ))}
            </ul>
          </Card>
        </Section>
        {review && (
          <Section title={t('emergency.review')}>
            <Card>
              <Facts
                items={[
                  { term: t('emergency.verdict'), value: t(`emergency.verdicts.${review.verdict}`) },
                  { term: t('emergency.why'), value: review.reason },
                  { term: t('emergency.by'), value: review.by.name },
                  { term: t('emergency.at'), value: <Moment at={review.at} /> },
                ]}
              />
            </Card>
          </Section>
        )}
        {data.mayReview && <Review emergency={data} />}
      </PageBody>
    </>
  );
}

function Review({ emergency }: { emergency: OneEmergency }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState<ReviewEmergency['verdict'] | null>(null);
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const reviewing = useMutation({
    mutationFn: (chosen: ReviewEmergency['verdict']) =>
      reviewEmergency(emergency.id, { verdict: chosen, reason: reason.trim() }),
    onSuccess: () =>
      Promise.all(['emergencies', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <Section title={t('emergency.review')} about={t('emergency.reviewAbout')}>
      <Card>
        <div className={styles.stack}>
          <RadioCards
            label={t('emergency.verdict')}
            choices={[
              { id: 'justified', label: t('emergency.verdicts.justified') },
              { id: 'not-justified', label: t('emergency.verdicts.not-justified') },
            ]}
            value={verdict}
            onChange={setVerdict}
            inRow
            error={hasTried && verdict === null ? t('emergency.chooseVerdict') : undefined}
          />
          <TextArea
            label={t('emergency.why')}
            value={reason}
            onChange={setReason}
            maxLength={1000}
            error={hasTried && isShort ? t('help.tenLetters') : undefined}
          />
          {reviewing.error && <ProblemView problem={reviewing.error} />}
          <div className={styles.actions}>
            <Button
              look="primary"
              isPending={reviewing.isPending}
              onPress={() => {
                setTried(true);
                if (verdict !== null && !isShort) reviewing.mutate(verdict);
              }}
            >
              {t('emergency.send')}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
