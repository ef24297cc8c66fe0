import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { campaignsQuery } from '../../api/reviews.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Progress } from '../../parts/progress.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { may, useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import { campaignTitle } from './campaign-title.js';
import { OpenCampaignDialog } from './open-campaign-dialog.js';
import styles from './reviews-page.module.css';

export function ReviewsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { visa } = useSearch({ from: '/frame/granska' });
  const navigate = useNavigate({ from: '/granska' });
  const [isOpening, setOpening] = useState(false);
  return (
    <>
      <PageHead
        title={t('reviews.title')}
        about={t('reviews.about')}
        action={
          may(me, 'campaigns') && (
            <Button
              look="primary"
              icon="plus"
              onPress={() => {
                setOpening(true);
              }}
            >
              {t('reviews.start')}
            </Button>
          )
        }
      />
      <Tabs
        label={t('reviews.title')}
        selected={visa === 'avslutade' ? 'closed' : 'open'}
        onSelect={(id) => void navigate({ search: { visa: id === 'closed' ? 'avslutade' : undefined } })}
        tabs={[
          { id: 'open', label: t('reviews.open'), content: <Campaigns state="open" /> },
          { id: 'closed', label: t('reviews.closed'), content: <Campaigns state="closed" /> },
        ]}
      />
      <OpenCampaignDialog
        isOpen={isOpening}
        onClose={() => {
          setOpening(false);
        }}
      />
    </>
  );
}

function Campaigns({ state }: { state: 'open' | 'closed' }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    campaignsQuery(state),
  );
  const campaigns = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && campaigns.length === 0 && (
        <EmptyState icon="review" title={t(`reviews.none.${state}.title`)}>
          {t(`reviews.none.${state}.about`)}
        </EmptyState>
      )}
      {campaigns.length > 0 && (
        <RowList label={t(state === 'open' ? 'reviews.open' : 'reviews.closed')}>
          {campaigns.map((campaign) => (
            <CampaignRow key={campaign.id} campaign={campaign} />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}

function CampaignRow({ campaign }: { campaign: CampaignView }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { items } = campaign;
  const isMine = items.mine > 0;
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/granska/$campaignId" params={{ campaignId: campaign.id }} className={rowLink}>
          {campaignTitle(t, campaign)}
        </Link>
        <span className={styles.detail}>
          {campaign.unit.name} ·{' '}
          {campaign.state === 'open'
            ? t('reviews.closes', { day: dates.day(campaign.closesOn) })
            : t('reviews.closedOn', { day: dates.day(campaign.closedOn ?? campaign.closesOn) })}
        </span>
      </span>
      <span className={styles.progress}>
        <Progress
          label={t('reviews.progress')}
          hideLabel
          value={isMine ? items.mineDecided : items.decided}
          of={isMine ? items.mine : items.total}
          words={
            isMine
              ? t('reviews.mine', { done: items.mineDecided, of: items.mine })
              : t('reviews.all', { done: items.decided, of: items.total })
          }
        />
      </span>
      {campaign.signedOff && <Badge tone="good">{t('reviews.signed')}</Badge>}
    </Row>
  );
}
