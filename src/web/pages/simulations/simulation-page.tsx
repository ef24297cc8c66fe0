import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Simulation, SimulationEffect } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { simulationPersonsQuery, simulationQuery } from '../../api/simulations.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Figures } from '../../parts/figures.js';
import { Icon } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Moment } from '../../parts/when.js';
import { RolesTable } from '../held/roles-table.js';
import { TrippedList } from '../held/tripped-list.js';
import importStyles from '../imports/import-page.module.css';

/** The answer to "what would happen": figures, breakers, by role and by person. */
export function SimulationPage() {
  const { t } = useTranslation();
  const { simulationId } = useParams({ from: '/frame/simulering/$simulationId' });
  const { data: view, error, refetch } = useQuery(simulationQuery(simulationId));
  const persons = useInfiniteQuery(simulationPersonsQuery(simulationId));
  const effects = itemsOf(persons.data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!view) return <Skeleton rows={5} />;
  return (
    <>
      <PageHead
        over={
          <Link to="/simulering" className={importStyles.back}>
            <Icon name="left" size={16} />
            {t('simulations.title')}
          </Link>
        }
        title={view.way ? t(`simulations.tried.${view.way}`, { title: view.title }) : view.title}
        about={
          <>
            {view.askedBy.name} · <Moment at={view.askedAt} />
          </>
        }
      />
      <PageBody>
        {view.tripped.length > 0 && (
          <Banner tone="wait" icon="pause" title={t('simulations.wouldStop')}>
            <TrippedList tripped={view.tripped} />
          </Banner>
        )}
        <Figures
          items={[
            {
              label: t('simulations.losing'),
              value: view.losing,
              tone: view.losing > 0 ? 'danger' : undefined,
            },
            {
              label: t('simulations.gaining'),
              value: view.gaining,
              tone: view.gaining > 0 ? 'good' : undefined,
            },
            { label: t('simulations.later'), value: view.later, tone: view.later > 0 ? 'wait' : undefined },
            { label: t('simulations.lookedAt'), value: view.lookedAt },
          ]}
        />
        {view.kind === 'organisation' && (
          <Banner tone="info" title={t('simulations.placeTitle')}>
            {placesOf(view, t).join(' ')}
          </Banner>
        )}
        {view.later > 0 && <p>{t('simulations.laterAbout')}</p>}
        {view.roles.length > 0 && <RolesTable roles={view.roles} />}
        <Section title={t('simulations.byPerson')}>
          {persons.error && <ProblemView problem={persons.error} onRetry={() => void persons.refetch()} />}
          <Card flush>
            {!persons.data && !persons.error && <Skeleton rows={4} />}
            {persons.data && effects.length === 0 && (
              <EmptyState icon="done" title={t('simulations.nobody')} />
            )}
            {effects.length > 0 && (
              <Table
                caption={t('simulations.byPerson')}
                rows={effects.map((effect, index) => ({ ...effect, index }))}
                rowId={({ index }) => String(index)}
                columns={[
                  {
                    id: 'person',
                    heading: t('frame.people'),
                    isName: true,
                    cell: ({ person }) => <Person person={person} size="small" />,
                  },
                  { id: 'unit', heading: t('held.unit'), cell: ({ unit }) => unit },
                  ...(view.kind === 'organisation'
                    ? [
                        {
                          id: 'place',
                          heading: t('simulations.place'),
                          cell: (effect: SimulationEffect) => placeOf(effect, t).join(', ') || '–',
                        },
                      ]
                    : []),
                  {
                    id: 'lost',
                    heading: t('simulations.losing'),
                    cell: ({ lost }) => lost.join(', ') || '–',
                  },
                  {
                    id: 'gained',
                    heading: t('simulations.gaining'),
                    cell: ({ gained }) => gained.join(', ') || '–',
                  },
                  {
                    id: 'later',
                    heading: t('simulations.later'),
                    cell: ({ later }) => later.join(', ') || '–',
                  },
                ]}
              />
            )}
            <More
              hasMore={persons.hasNextPage}
              isLoading={persons.isFetchingNextPage}
              onMore={() => void persons.fetchNextPage()}
            />
          </Card>
        </Section>
      </PageBody>
    </>
  );
}

/** What becomes of people's places and of their access, said in words also when it is nothing. */
function placesOf({ moved, relead, persons, later }: Simulation, t: TFunction): string[] {
  return [
    moved > 0 ? t('simulations.moved', { count: moved }) : t('simulations.nobodyMoves'),
    relead > 0 ? t('simulations.relead', { count: relead }) : t('simulations.nobodyReled'),
    persons > 0 ? t('simulations.accessOf', { count: persons }) : t('simulations.noAccess'),
    later > 0 ? t('simulations.reviewed', { count: later }) : t('simulations.noReview'),
  ];
}

function placeOf({ moved, manager }: SimulationEffect, t: TFunction): string[] {
  return [
    ...(moved ? [t('simulations.changesUnit')] : []),
    ...(manager
      ? [manager.to ? t('simulations.newBoss', { name: manager.to.name }) : t('simulations.noBoss')]
      : []),
  ];
}
