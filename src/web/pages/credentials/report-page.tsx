import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meansQuery, ownReportsQuery, reportCredential } from '../../api/lost-credentials.js';
import type { ReportCredential } from '../../api/generated/types.gen.js';
import { personQuery } from '../../api/people.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { TextArea } from '../../parts/field.js';
import { Person } from '../../parts/person.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useMe } from '../../session/use-me.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';
import { MeansChoice, meansId } from './means-choice.js';
import { ReportRow } from './report-row.js';

type Cause = ReportCredential['cause'];
const causes: readonly Cause[] = ['lost', 'stolen', 'code-known', 'misused', 'other'];

/** A lost or exposed credential: barred with one press, one's own or that of somebody one answers for. */
export function ReportPage() {
  const { t } = useTranslation();
  const { person } = useSearch({ from: '/frame/anmal-kort' });
  return (
    <>
      <PageHead title={t('credentials.title')} about={t('credentials.about')} />
      <PageBody narrow>
        {person === undefined ? (
          <>
            <ReportForm />
            <OwnReports />
          </>
        ) : (
          <ForSomebody personId={person} />
        )}
      </PageBody>
    </>
  );
}

function ForSomebody({ personId }: { personId: string }) {
  const { data: card, error, refetch } = useQuery(personQuery(personId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!card) return <Skeleton rows={3} />;
  return (
    <>
      <Card>
        <Person person={card.person} size="large" />
      </Card>
      <ReportForm personId={personId} />
    </>
  );
}

function ReportForm({ personId }: { personId?: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(meansQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [cause, setCause] = useState<Cause>('lost');
  const [note, setNote, forget] = useKeptText(`lost-credential.${personId ?? 'own'}`);
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: reportCredential,
    onSuccess: () => {
      forget();
      return Promise.all(
        ['credential-reports', 'tasks', 'sessions'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={4} />;
  if (sending.data)
    return (
      <Banner tone="good" isNews title={t('credentials.done')}>
        <p>{t('credentials.doneAbout', { count: sending.data.ended })}</p>
      </Banner>
    );
  // One press for the usual case: the card that one is signed in with is what people lose.
  const usual = personId === undefined ? data.items.find(({ method }) => method === me.method) : undefined;
  const value = chosen ?? (usual ? meansId(usual) : null);
  const means = data.items.find((one) => meansId(one) === value);
  return (
    <div className={styles.form}>
      <MeansChoice
        means={data.items}
        value={value}
        onChange={setChosen}
        error={hasTried && !means ? t('credentials.whatMissing') : undefined}
      />
      <RadioCards
        label={t('credentials.cause')}
        value={cause}
        onChange={setCause}
        choices={causes.map((id) => ({ id, label: t(`credentials.causes.${id}`) }))}
      />
      <TextArea
        label={t('credentials.note')}
        help={t('credentials.noteHelp')}
        isOptional
        maxLength={500}
        value={note}
        onChange={setNote}
      />
      {sending.error && <ProblemView problem={sending.error} />}
      <Button
        look="danger"
        size="large"
        icon="lock"
        isPending={sending.isPending}
        onPress={() => {
          setTried(true);
          if (means)
            sending.mutate({
              ...(personId === undefined ? {} : { personId }),
              means: { provider: means.provider, method: means.method },
              cause,
              note: note.trim(),
            });
        }}
      >
        {t('credentials.bar')}
      </Button>
    </div>
  );
}

function OwnReports() {
  const { t } = useTranslation();
  const { data } = useQuery(ownReportsQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t('credentials.mine')} about={t('credentials.mineAbout')}>
      <Card flush>
        <RowList label={t('credentials.mine')}>
          {data.items.map((report) => (
            <ReportRow key={report.id} report={report} />
          ))}
        </RowList>
      </Card>
    </Section>
  );
}
