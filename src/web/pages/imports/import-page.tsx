import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { differencesQuery, importQuery, quarantineQuery } from '../../api/imports.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Figures } from '../../parts/figures.js';
import { Icon } from '../../parts/icon.js';
import { Progress } from '../../parts/progress.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Moment } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import { RolesTable } from '../held/roles-table.js';
import { TrippedList } from '../held/tripped-list.js';
import { Differences } from './differences.js';
import { FoundFiles } from './found-files.js';
import { HeldImport } from './held-import.js';
import { ImportOutcome } from './import-outcome.js';
import { ImportState } from './import-state.js';
import { Quarantine } from './quarantine.js';
import styles from './import-page.module.css';

export function ImportPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { importId } = useParams({ from: '/frame/importer/$importId' });
  const { data: view, error, refetch } = useQuery(importQuery(importId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!view) return <Skeleton rows={5} />;
  return (
    <>
      <PageHead
        over={
          <Link to="/importer" className={styles.back}>
            <Icon name="left" size={16} />
            {t('imports.title')}
          </Link>
        }
        title={t('imports.asOf', { source: view.source.name, day: dates.day(view.asOf) })}
        about={
          <span className={styles.about}>
            <ImportState state={view.state} />
            <span>
              {t(`imports.channels.${view.channel}`)}
              {view.startedBy && ` · ${view.startedBy.name}`} · <Moment at={view.startedAt} />
            </span>
          </span>
        }
      />
      <PageBody>{view.state === 'running' ? <Running view={view} /> : <Ended view={view} />}</PageBody>
    </>
  );
}

function Running({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const { done, of } = view.progress ?? { done: 0, of: 0 };
  return (
    <div className={styles.running}>
      <Progress
        label={t('imports.running')}
        value={done}
        of={of}
        words={of > 0 ? t('imports.rowsOf', { done, of }) : t('imports.starting')}
      />
      <p className={styles.soft}>{t('imports.runningAbout')}</p>
    </div>
  );
}

function Ended({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const quarantine = useInfiniteQuery(quarantineQuery(view.id));
  const differences = useInfiniteQuery(differencesQuery(view.id));
  const [tab, setTab] = useState<'differences' | 'quarantine'>('differences');
  const { changes, rows, units } = view;
  const jsonFiles = new Set(view.files.filter(({ format }) => format === 'json').map(({ name }) => name));

  // What ran to its end under the reader's eyes has new differences to show.
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ['differences', view.id] });
    void queryClient.invalidateQueries({ queryKey: ['quarantine', view.id] });
  }, [queryClient, view.id, view.state]);

  return (
    <>
      {view.state === 'held' ? <HeldImport view={view} /> : <ImportOutcome view={view} />}
      {view.state !== 'rejected' && (
        <div className={styles.figures}>
          <Figures
            items={[
              {
                label: t('imports.joiners'),
                value: changes.joiners,
                tone: changes.joiners > 0 ? 'good' : undefined,
              },
              { label: t('imports.movers'), value: changes.movers },
              {
                label: t('imports.leavers'),
                value: changes.leavers,
                tone: changes.leavers > 0 ? 'danger' : undefined,
              },
              { label: t('imports.rehires'), value: changes.rehires },
              ...(changes.leaves > 0
                ? [{ label: t('imports.leaves'), value: changes.leaves, tone: 'wait' as const }]
                : []),
              ...(changes.returns > 0 ? [{ label: t('imports.returns'), value: changes.returns }] : []),
              { label: t('imports.grantsOpened'), value: changes.grantsOpened },
              { label: t('imports.grantsEnded'), value: changes.grantsEnded },
            ]}
          />
          <p className={styles.soft}>
            {t('imports.rows', { read: rows.read, applied: rows.applied, unchanged: rows.unchanged })}{' '}
            {t('imports.quarantinedCount', { count: rows.quarantined })}{' '}
            {units.added + units.changed + units.closed > 0 && t('imports.units', units)}
          </p>
        </div>
      )}
      {view.files.length > 0 && (
        <section className={styles.found} aria-label={t('imports.found')}>
          <h2>{t('imports.found')}</h2>
          <FoundFiles files={view.files} />
        </section>
      )}
      {view.state === 'dry-run' && view.tripped.length > 0 && (
        <Banner tone="wait" icon="pause" title={t('simulations.wouldStop')}>
          <TrippedList tripped={view.tripped} />
        </Banner>
      )}
      <RolesTable roles={view.roles} />
      <Tabs
        label={t('imports.parts')}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'differences',
            label: view.state === 'held' || view.state === 'dry-run' ? t('imports.would') : t('imports.did'),
            content: <Differences query={differences} items={itemsOf(differences.data)} />,
          },
          {
            id: 'quarantine',
            label: t('imports.quarantine'),
            count: rows.quarantined,
            content: <Quarantine query={quarantine} items={itemsOf(quarantine.data)} jsonFiles={jsonFiles} />,
          },
        ]}
      />
    </>
  );
}
