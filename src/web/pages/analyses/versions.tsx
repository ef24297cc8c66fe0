import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery } from '../../api/analyses.js';
import type { Analysis } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { Differences } from './differences-view.js';
import styles from './analyses.module.css';

/** Every version of the role's analysis, and this one beside another. */
export function Versions({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const dates = useDates();
  const others = analysis.versions.filter(({ id }) => id !== analysis.id);
  const before = others.find(({ version }) => version < analysis.version) ?? others[0];
  const [chosen, setChosen] = useState(before?.id ?? null);
  return (
    <div className={styles.stack}>
      <Card flush>
        <RowList label={t('analyses.tabs.versions')}>
          {analysis.versions.map((one) => (
            <Row key={one.id}>
              <span className={styles.words}>
                <Link
                  to="/analyser/$analysisId"
                  params={{ analysisId: one.id }}
                  search={{ visa: 'versioner' }}
                  className={rowLink}
                  aria-current={one.id === analysis.id ? 'page' : undefined}
                >
                  {t('analyses.version', { version: one.version })}
                </Link>
                <span className={styles.detail}>{t('analyses.until', { day: dates.day(one.validTo) })}</span>
              </span>
              <span className={styles.end}>
                <Badge tone={one.state === 'approved' ? 'good' : 'neutral'}>
                  {t(`analyses.state.${one.state}`)}
                </Badge>
              </span>
            </Row>
          ))}
        </RowList>
      </Card>
      {chosen !== null && (
        <>
          <div className={styles.search}>
            <Select
              label={t('analyses.compare')}
              value={chosen}
              onChange={setChosen}
              options={others.map(({ id, version }) => ({ id, label: t('analyses.version', { version }) }))}
            />
          </div>
          <Comparison key={chosen} analysis={analysis} otherId={chosen} />
        </>
      )}
    </div>
  );
}

function Comparison({ analysis, otherId }: { analysis: Analysis; otherId: string }) {
  const { t } = useTranslation();
  const { data: other, error, refetch } = useQuery(analysisQuery(otherId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!other) return <Skeleton rows={4} />;
  const [old, now] = other.version < analysis.version ? [other, analysis] : [analysis, other];
  return (
    <Section title={t('analyses.compareTitle', { old: old.version, new: now.version })}>
      <Differences before={old} after={now} />
    </Section>
  );
}
