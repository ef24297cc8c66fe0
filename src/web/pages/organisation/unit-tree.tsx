import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrganisationUnit } from '../../api/generated/types.gen.js';
import { unitsBelowQuery } from '../../api/organisation.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { IconButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from './organisation-page.module.css';

/** The organisation as it stands today; a unit's own are fetched when it is opened. */
export function UnitTree() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(unitsBelowQuery(null));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data?.items.length === 0 && (
        <EmptyState icon="people" title={t('organisation.noUnits')}>
          {t('organisation.noUnitsAbout')}
        </EmptyState>
      )}
      {data && data.items.length > 0 && <Units units={data.items} label={t('organisation.units')} isTop />}
    </Card>
  );
}

function Units({
  units,
  label,
  isTop = false,
}: {
  units: readonly OrganisationUnit[];
  label: string;
  isTop?: boolean;
}) {
  return (
    <ul aria-label={label} className={isTop ? styles.top : styles.below}>
      {units.map((unit) => (
        // The whole organisation is one unit at the top: open it at once.
        <Unit key={unit.id} unit={unit} isOpenAtFirst={isTop && units.length === 1} />
      ))}
    </ul>
  );
}

function Unit({ unit, isOpenAtFirst }: { unit: OrganisationUnit; isOpenAtFirst: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const id = useId();
  return (
    <li>
      <div className={styles.unit}>
        {unit.children > 0 ? (
          <span className={styles.toggle} data-open={isOpen || undefined}>
            <IconButton
              icon="right"
              size="small"
              label={t(isOpen ? 'organisation.close' : 'organisation.open', { unit: unit.name })}
              aria-expanded={isOpen}
              aria-controls={id}
              onPress={() => {
                setOpen(!isOpen);
              }}
            />
          </span>
        ) : (
          <span className={styles.leaf} />
        )}
        <span className={styles.words}>
          <span className={styles.name}>{unit.name}</span>
          <span className={styles.detail}>{t('organisation.persons', { count: unit.persons })}</span>
        </span>
        <span className={styles.side}>
          {unit.manager ? (
            <span className={styles.manager}>{unit.manager.name}</span>
          ) : unit.persons > 0 ? (
            <Answers unit={unit} />
          ) : null}
        </span>
      </div>
      <div id={id}>{isOpen && <Below unit={unit} />}</div>
    </li>
  );
}

function Below({ unit }: { unit: OrganisationUnit }) {
  const { data, error, refetch } = useQuery(unitsBelowQuery(unit.id));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={2} />;
  return <Units units={data.items} label={unit.name} />;
}

/** A unit without a manager of its own: who answers meanwhile, or that nobody does. */
export function Answers({ unit }: { unit: OrganisationUnit }) {
  const { t } = useTranslation();
  return unit.answers ? (
    <Badge tone="wait">{t('organisation.answers', { name: unit.answers.name })}</Badge>
  ) : (
    <Badge tone="danger">{t('organisation.nobody')}</Badge>
  );
}
