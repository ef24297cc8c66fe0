import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeldChange } from '../../api/generated/types.gen.js';
import { heldLossesQuery, heldQuery } from '../../api/held.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Icon } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Moment } from '../../parts/when.js';
import { ResolveHeldDialog } from './resolve-held-dialog.js';
import { TrippedList } from './tripped-list.js';
import importStyles from '../imports/import-page.module.css';
import styles from './held-page.module.css';

/** A change that a breaker stopped: why, what it would take from whom, and the two ways out. */
export function HeldPage() {
  const { t } = useTranslation();
  const { heldId } = useParams({ from: '/frame/stoppat/$heldId' });
  const { data: held, error, refetch } = useQuery(heldQuery(heldId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!held) return <Skeleton rows={5} />;
  return (
    <>
      <PageHead
        over={
          <Link to="/importer" className={importStyles.back}>
            <Icon name="left" size={16} />
            {t('imports.title')}
          </Link>
        }
        title={held.title || t('held.untitled')}
        about={
          <>
            {t(`held.kinds.${held.kind}`)} · <Moment at={held.heldAt} />
          </>
        }
      />
      <PageBody>
        <Why held={held} />
        <Losses id={held.id} />
      </PageBody>
    </>
  );
}

function Why({ held }: { held: HeldChange }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'release' | 'cancel' | null>(null);
  const { resolution } = held;
  return (
    <div className={styles.parts}>
      <Banner
        tone={held.state === 'held' ? 'danger' : 'info'}
        icon="pause"
        title={`${t(`held.states.${held.state}`)}: ${t('held.persons', { count: held.persons })}`}
      >
        <TrippedList tripped={held.tripped} />
        {held.causedBy.length > 0 && (
          <p>{t('held.caused', { names: held.causedBy.map(({ name }) => name).join(', ') })}</p>
        )}
        {resolution && (
          <p>
            <Moment at={resolution.at} />:{' '}
            {resolution.by
              ? t('held.resolved', { name: resolution.by.name, reason: resolution.reason })
              : t('held.replaced')}
          </p>
        )}
        {held.state === 'held' && !held.may.release && <p>{t('held.secondPerson')}</p>}
      </Banner>
      <div className={styles.actions}>
        {held.may.cancel && (
          <Button
            look="primary"
            onPress={() => {
              setAsking('cancel');
            }}
          >
            {t('held.cancel')}
          </Button>
        )}
        {held.may.release && (
          <Button
            look="danger-quiet"
            onPress={() => {
              setAsking('release');
            }}
          >
            {t('held.release')}
          </Button>
        )}
      </div>
      {asking && (
        <ResolveHeldDialog
          held={held}
          way={asking}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
    </div>
  );
}

function Losses({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    heldLossesQuery(id),
  );
  const losses = itemsOf(data);
  return (
    <Section title={t('held.losses')}>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!error && (
        <Card flush>
          {!data && <Skeleton rows={4} />}
          {data && losses.length === 0 && <EmptyState icon="done" title={t('held.none')} />}
          {losses.length > 0 && (
            <Table
              caption={t('held.losses')}
              rows={losses.map((loss, index) => ({ ...loss, index }))}
              rowId={({ index }) => String(index)}
              columns={[
                {
                  id: 'person',
                  heading: t('frame.people'),
                  isName: true,
                  cell: ({ person }) => <Person person={person} size="small" />,
                },
                { id: 'unit', heading: t('held.unit'), cell: ({ unit }) => unit },
                { id: 'roles', heading: t('held.roles'), cell: ({ roles }) => roles.join(', ') },
              ]}
            />
          )}
          <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
        </Card>
      )}
    </Section>
  );
}
