import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { simulationsQuery } from '../../api/simulations.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Icon } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Ago } from '../../parts/when.js';
import { OrganisationForm } from './organisation-form.js';
import { RuleForm } from './rule-form.js';
import heldStyles from '../held/held-page.module.css';
import importStyles from '../imports/import-page.module.css';

/** "What would happen": a rule or a change of organisation to try, and what has been tried within the week. */
export function SimulationsPage() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(simulationsQuery);
  const simulations = itemsOf(data);
  const [about, setAbout] = useState<'rule' | 'organisation'>('rule');
  return (
    <>
      <PageHead
        over={
          <Link to="/importer" className={importStyles.back}>
            <Icon name="left" size={16} />
            {t('imports.title')}
          </Link>
        }
        title={t('simulations.title')}
        about={t('simulations.about')}
      />
      <PageBody>
        <Tabs
          label={t('simulations.tabs')}
          selected={about}
          onSelect={setAbout}
          tabs={[
            { id: 'rule', label: t('simulations.tryRule'), content: <RuleForm /> },
            { id: 'organisation', label: t('simulations.tryOrganisation'), content: <OrganisationForm /> },
          ]}
        />
        <Section title={t('simulations.earlier')} about={t('simulations.earlierAbout')}>
          {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
          {!error && (
            <Card flush>
              {!data && <Skeleton rows={3} />}
              {data && simulations.length === 0 && (
                <EmptyState icon="review" title={t('simulations.noneYet')} />
              )}
              {simulations.length > 0 && (
                <RowList label={t('simulations.earlier')}>
                  {simulations.map((each) => (
                    <Row key={each.id}>
                      <span className={heldStyles.words}>
                        <Link
                          to="/simulering/$simulationId"
                          params={{ simulationId: each.id }}
                          className={rowLink}
                        >
                          {each.way ? t(`simulations.tried.${each.way}`, { title: each.title }) : each.title}
                        </Link>
                        <span className={heldStyles.soft}>
                          {each.askedBy.name} · <Ago at={each.askedAt} />
                        </span>
                      </span>
                      <span>{t('simulations.persons', { count: each.persons })}</span>
                    </Row>
                  ))}
                </RowList>
              )}
              <More
                hasMore={hasNextPage}
                isLoading={isFetchingNextPage}
                onMore={() => void fetchNextPage()}
              />
            </Card>
          )}
        </Section>
      </PageBody>
    </>
  );
}
