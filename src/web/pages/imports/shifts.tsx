import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import type { ShiftsTaken } from '../../api/generated/types.gen.js';
import { sourcesQuery } from '../../api/imports.js';
import { Problem } from '../../api/problem.js';
import { sendShifts, shiftSnapshotsQuery } from '../../api/shifts.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { addDays, today, useDates } from '../../texts/dates.js';
import { may, useMe } from '../../session/use-me.js';
import styles from './imports-page.module.css';

/** Planned shifts: a period's file in, and the deliveries before it. */
export function Shifts() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch } = useQuery(shiftSnapshotsQuery);
  return (
    <div className={styles.parts}>
      {data && !data.followed && (
        <Banner tone="info" title={t('shifts.notFollowed')}>
          {t('shifts.notFollowedAbout')}
        </Banner>
      )}
      {may(me, 'imports') && (
        <Section title={t('shifts.new')} about={t('shifts.about')}>
          <ShiftsUpload />
        </Section>
      )}
      <Section title={t('shifts.earlier')}>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={3} />}
            {data?.items.length === 0 && (
              <EmptyState icon="calendar" title={t('shifts.none')}>
                {t('shifts.noneAbout')}
              </EmptyState>
            )}
            {data && data.items.length > 0 && <Snapshots items={data.items} />}
          </Card>
        )}
      </Section>
    </div>
  );
}

function Snapshots({
  items,
}: {
  items: readonly {
    id: string;
    from: string;
    to: string;
    asOf: string;
    shifts: number;
    added: number;
    removed: number;
    aside: number;
  }[];
}) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <RowList label={t('shifts.earlier')}>
      {items.map(({ id, from, to, asOf, shifts, added, removed, aside }) => (
        <Row key={id}>
          <span className={styles.words}>
            <strong>
              {dates.day(from)} – {dates.day(to)}
            </strong>
            <span className={styles.detail}>
              {t('shifts.count', { count: shifts })} · {t('shifts.changed', { added, removed })}
              {aside > 0 && ` · ${t('shifts.aside', { count: aside })}`}
            </span>
          </span>
          <span className={styles.detail}>{t('shifts.asOf', { at: dates.instant(asOf) })}</span>
        </Row>
      ))}
    </RowList>
  );
}

function ShiftsUpload() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const sources = useQuery(sourcesQuery);
  const [sourceId, setSourceId] = useState<string | null>(null);
  const [from, setFrom] = useState(today());
  const [to, setTo] = useState(addDays(today(), 13));
  const [file, setFile] = useState<File | null>(null);
  const source = sources.data?.items.find(({ id }) => id === sourceId) ?? sources.data?.items[0];
  const sending = useMutation({
    mutationFn: sendShifts,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: shiftSnapshotsQuery.queryKey }),
  });
  if (sources.error) return <ProblemView problem={sources.error} onRetry={() => void sources.refetch()} />;
  if (!source) return null;
  const problem = sending.error instanceof Problem ? sending.error : null;
  const fieldError = (pointer: string) =>
    problem?.fields.find((field) => field.pointer === pointer) ? t('shifts.badPeriod') : undefined;
  const isImplausible = problem?.code === 'shifts-implausible';
  const send = (isConfirmed: boolean) => {
    if (file) sending.mutate({ source: source.id, from, to, file, isConfirmed });
  };
  return (
    <Card>
      <div className={styles.upload}>
        {(sources.data?.items.length ?? 0) > 1 && (
          <Select
            label={t('imports.source')}
            options={(sources.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))}
            value={source.id}
            onChange={setSourceId}
          />
        )}
        <Field label={t('shifts.from')} type="date" value={from} onChange={setFrom} />
        <Field label={t('shifts.to')} type="date" value={to} onChange={setTo} error={fieldError('/to')} />
        <div className={styles.chosen}>
          <FileTrigger
            acceptedFileTypes={['.csv', 'text/csv']}
            onSelect={(list) => {
              setFile(list?.[0] ?? null);
              sending.reset();
            }}
          >
            <Button icon="file">{file ? t('shifts.otherFile') : t('shifts.chooseFile')}</Button>
          </FileTrigger>
          <span>{file ? file.name : t('shifts.columns')}</span>
        </div>
        {sending.error && <ProblemView problem={sending.error} />}
        {sending.data && <Taken taken={sending.data} />}
        <div className={styles.actions}>
          {isImplausible && (
            <Button
              look="danger-quiet"
              isPending={sending.isPending}
              onPress={() => {
                send(true);
              }}
            >
              {t('shifts.applyAnyway')}
            </Button>
          )}
          <Button
            look="primary"
            isDisabled={!file || from === '' || to === ''}
            isPending={sending.isPending}
            onPress={() => {
              send(false);
            }}
          >
            {t('shifts.apply')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** What became of the file, and each row that was set aside. */
function Taken({ taken }: { taken: ShiftsTaken }) {
  const { t } = useTranslation();
  return (
    <Banner
      tone={taken.asideCount > 0 ? 'wait' : 'good'}
      isNews
      title={
        taken.outcome === 'unchanged' ? t('shifts.unchanged') : t('shifts.count', { count: taken.shifts })
      }
    >
      {taken.outcome === 'applied' &&
        `${t('shifts.changed', { added: taken.added, removed: taken.removed })}. ${t('shifts.touched', { count: taken.touched })} `}
      {taken.asideCount > 0 && t('shifts.aside', { count: taken.asideCount })}
      {taken.aside.length > 0 && (
        <ul>
          {taken.aside.slice(0, 20).map(({ line, reason }) => (
            <li key={line}>
              {t('shifts.line', { line })}: {t(`shifts.reasons.${reason}`)}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
