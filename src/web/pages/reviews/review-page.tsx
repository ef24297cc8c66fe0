import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Icon } from '../../parts/icon.js';
import { Progress } from '../../parts/progress.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { CampaignOwner } from './campaign-owner.js';
import { campaignTitle } from './campaign-title.js';
import { PersonList } from './person-list.js';
import { PersonReview } from './person-review.js';
import { groupByPerson, isUndecided, nextOpenGroup, tallyOf, undecidedIn } from './review-groups.js';
import { Signed } from './signed.js';
import { SignOff } from './sign-off.js';
import { useReview } from './use-review.js';
import styles from './review-page.module.css';

/** The guided review: one person at a time, then a summary to sign. */
export function ReviewPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { campaignId } = useParams({ from: '/frame/granska/$campaignId' });
  const { campaign, items, deciding, signing } = useReview(campaignId);
  const groups = useMemo(() => groupByPerson(items.data ?? []), [items.data]);
  const [chosen, setChosen] = useState<number | 'sign-off' | null>(null);

  const problem = campaign.error ?? items.error;
  if (problem) {
    return (
      <ProblemView
        problem={problem}
        onRetry={() => {
          void campaign.refetch();
          void items.refetch();
        }}
      />
    );
  }
  if (!campaign.data || !items.data) return <Skeleton rows={6} />;

  const all = groups.flatMap((group) => group.items);
  const tally = tallyOf(all);
  const isSigned = all.length > 0 && all.every(({ state }) => state === 'signed' || state === 'closed');
  const firstOpen = nextOpenGroup(groups, -1 + groups.length);
  const at = chosen === null ? (firstOpen ?? 'sign-off') : chosen;
  const group = typeof at === 'number' ? groups[at] : undefined;

  return (
    <>
      <PageHead
        over={
          <Link to="/granska" className={styles.back}>
            <Icon name="left" size={16} />
            {t('reviews.title')}
          </Link>
        }
        title={campaignTitle(t, campaign.data)}
        about={`${campaign.data.unit.name} · ${t(
          campaign.data.state === 'open' ? 'reviews.closes' : 'reviews.closedOn',
          { day: dates.day(campaign.data.closedOn ?? campaign.data.closesOn) },
        )}`}
      />
      {campaign.data.cause && campaign.data.state === 'open' && (
        <div className={styles.about}>
          <Banner tone="info">
            {t(`reviews.microAbout.${campaign.data.cause}`, { day: dates.day(campaign.data.closesOn) })}
          </Banner>
        </div>
      )}
      {campaign.data.may.close && <CampaignOwner campaign={campaign.data} />}
      {all.length === 0 && !campaign.data.may.close && <p>{t('reviews.nothingMine')}</p>}
      {isSigned && <Signed groups={groups} />}
      {all.length > 0 && !isSigned && (
        <div className={styles.review}>
          <div className={styles.side}>
            <Progress
              label={t('reviews.progress')}
              hideLabel
              value={all.length - tally.left}
              of={all.length}
              words={t('reviews.mine', { done: all.length - tally.left, of: all.length })}
            />
            <PersonList
              groups={groups}
              at={at}
              canSign={tally.left === 0}
              onChoose={setChosen}
              onKeepGreen={() => {
                // On to the first who still needs thought; that also gives the focus a place to land.
                const next = groups.findIndex((each) =>
                  each.items.some((item) => isUndecided(item) && !item.green),
                );
                setChosen(next === -1 ? 'sign-off' : next);
                deciding.mutate(
                  all
                    .filter((item) => item.green && isUndecided(item))
                    .slice(0, 200)
                    .map(({ id }) => ({ itemId: id, decision: 'keep' as const })),
                );
              }}
              greenLeft={all.filter((item) => item.green && isUndecided(item)).length}
            />
          </div>
          <div className={styles.main}>
            {deciding.error && <ProblemView problem={deciding.error} />}
            {group ? (
              <PersonReview
                key={group.id}
                group={group}
                place={groups.indexOf(group) + 1}
                of={groups.length}
                onDecide={(decisions) => {
                  // Stay with this person until the reader goes on, also when the last answer is given.
                  setChosen(groups.indexOf(group));
                  deciding.mutate(decisions);
                }}
                isLast={groups.every((other) => other === group || undecidedIn(other).length === 0)}
                onNext={() => {
                  setChosen(nextOpenGroup(groups, groups.indexOf(group)) ?? 'sign-off');
                }}
              />
            ) : (
              <SignOff groups={groups} tally={tally} signing={signing} onBack={setChosen} />
            )}
          </div>
        </div>
      )}
    </>
  );
}
