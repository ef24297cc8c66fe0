import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessMapQuery } from '../../api/oversight.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { ExportDialog } from './export-dialog.js';
import { Heatmap } from './heatmap.js';
import { Holders } from './holders.js';
import { MapFilters } from './map-filters.js';
import { MapTable } from './map-table.js';
import styles from './access-map.module.css';

/** Who has access: role by unit, into the units and down to the persons; now or on a day gone by. */
export function AccessMapPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const search = useSearch({ from: '/frame/atkomst' });
  const navigate = useNavigate({ from: '/atkomst' });
  const [isExporting, setExporting] = useState(false);
  const filter = {
    unitId: search.enhet,
    systemId: search.system,
    minimumRisk: search.risk,
    privileged: search.hog ? true : undefined,
    on: search.dag,
    roleId: search.roll,
  };
  const { data: map, error, refetch, isPlaceholderData } = useQuery(accessMapQuery(filter));
  const go = (change: Partial<typeof search>): void => {
    void navigate({ search: (before) => ({ ...before, ...change }) });
  };
  const asTable = search.visa === 'tabell';
  return (
    <>
      <PageHead
        title={t('accessMap.title')}
        about={t('accessMap.about')}
        action={
          <Button
            icon="file"
            onPress={() => {
              setExporting(true);
            }}
          >
            {t('accessMap.export')}
          </Button>
        }
      />
      <PageBody>
        <MapFilters map={map} search={search} onChange={go} />
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!map && !error && <Skeleton rows={8} />}
        {map && !error && (
          <Section
            title={t('accessMap.heading', {
              count: map.grants,
              roles: map.rows.length + map.more,
              place: map.unit?.name ?? t('accessMap.everywhere'),
            })}
            about={
              <>
                {map.on ? t('accessMap.asOf', { day: dates.day(map.on) }) : t('accessMap.now')}
                {map.unassessed > 0 && ` ${t('accessMap.unassessedToo', { count: map.unassessed })}`}
                {!map.countsProtected && ` ${t('accessMap.withoutProtected')}`}
              </>
            }
            aside={
              <Button
                size="small"
                look="quiet"
                icon="list"
                onPress={() => {
                  go({ visa: asTable ? undefined : 'tabell' });
                }}
              >
                {asTable ? t('accessMap.asMap') : t('accessMap.asTable')}
              </Button>
            }
          >
            {map.above.length > 0 && (
              <p className={styles.path}>
                {map.above.map((unit) => (
                  <Button
                    key={unit.id}
                    size="small"
                    look="quiet"
                    icon="left"
                    onPress={() => {
                      go({ enhet: unit.id });
                    }}
                  >
                    {unit.name}
                  </Button>
                ))}
              </p>
            )}
            <Card flush>
              {map.rows.length === 0 ? (
                <EmptyState icon="key" title={t('accessMap.empty')}>
                  {t('accessMap.emptyAbout')}
                </EmptyState>
              ) : (
                <div aria-busy={isPlaceholderData}>
                  {asTable ? (
                    <MapTable map={map} />
                  ) : (
                    <Heatmap
                      map={map}
                      onUnit={(enhet) => {
                        go({ enhet, roll: undefined });
                      }}
                      onCell={(roll, enhet) => {
                        go({ roll, enhet });
                      }}
                    />
                  )}
                </div>
              )}
            </Card>
            {map.more > 0 && <Banner tone="info">{t('accessMap.more', { count: map.more })}</Banner>}
          </Section>
        )}
        {map && !error && map.rows.length > 0 && <Holders filter={filter} map={map} />}
      </PageBody>
      {isExporting && (
        <ExportDialog
          filter={filter}
          onClose={() => {
            setExporting(false);
          }}
        />
      )}
    </>
  );
}
