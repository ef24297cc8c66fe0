import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { externalQuery } from '../../api/externals.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { ExternalDialog, type ExternalAction } from './external-dialog.js';

/** One external person's terms, with what may be done to them. */
export function ExternalPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { externalId } = useParams({ from: '/frame/externa/$externalId' });
  const { data: external, error, refetch } = useQuery(externalQuery(externalId));
  const [action, setAction] = useState<ExternalAction | null>(null);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!external) return <Skeleton rows={6} />;
  const none = t('externals.none');
  const button = (kind: ExternalAction, look: 'primary' | 'secondary' | 'danger-quiet') => (
    <Button
      look={look}
      onPress={() => {
        setAction(kind);
      }}
    >
      {t(`externals.actions.${kind}`)}
    </Button>
  );
  return (
    <>
      <PageHead
        over={<Link to="/externa">{t('externals.title')}</Link>}
        title={external.person.name}
        about={[t(`employments.kinds.${external.kind}`), external.title, external.unit.name]
          .filter(Boolean)
          .join(' · ')}
      />
      <PageBody narrow>
        {external.state === 'taken-over' && external.nameBy && (
          <Banner tone="danger" title={t('externals.takenOver')}>
            {t('externals.takenOverAbout', {
              name: external.acting?.name ?? t('leavers.owners.hr'),
              day: dates.day(external.nameBy),
            })}
          </Banner>
        )}
        {external.missing.length > 0 && (
          <Banner tone="wait" title={t('externals.short')}>
            {external.missing.map((missing) => t(`externals.missing.${missing}`)).join(', ')}.{' '}
            {t('externals.shortAbout')}
          </Banner>
        )}
        <Card>
          <Facts
            items={[
              { term: t('externals.sponsor'), value: external.sponsor?.name ?? none },
              { term: t('externals.employer'), value: external.employer ?? none },
              { term: t('externals.contract'), value: external.contract ?? none },
              { term: t('externals.from'), value: dates.day(external.from) },
              { term: t('externals.to'), value: external.to ? dates.day(external.to) : none },
              { term: t('externals.unit'), value: external.unit.name },
              {
                term: t('externals.source'),
                value: external.registeredHere ? t('externals.here') : t('externals.fromHr'),
              },
            ]}
          />
        </Card>
        <div className={styles.end}>
          {external.may.extend && button('extend', 'primary')}
          {external.may.changeSponsor && button('sponsor', 'secondary')}
          {external.may.end && button('end', 'danger-quiet')}
          {external.person.id && (
            <Link to="/personal/$personId" params={{ personId: external.person.id }}>
              {t('externals.card')}
            </Link>
          )}
        </div>
      </PageBody>
      {action && (
        <ExternalDialog
          external={external}
          action={action}
          onClose={() => {
            setAction(null);
          }}
        />
      )}
    </>
  );
}
