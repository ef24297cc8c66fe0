import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../api/generated/types.gen.js';
import { campaignQuery, closeCampaign } from '../../api/reviews.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Section } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { Figures } from '../../parts/figures.js';
import styles from './sign-off.module.css';

/** For the one who opened the campaign: how far everybody has come, and closing it before its day. */
export function CampaignOwner({ campaign }: { campaign: CampaignView }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const closing = useMutation({
    mutationFn: () => closeCampaign(campaign.id),
    onSuccess: async (changed) => {
      setAsking(false);
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, changed);
      await Promise.all(
        ['review-items', 'campaigns', 'tasks'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  const { items } = campaign;
  const left = items.total - items.decided;
  return (
    <div className={styles.stack}>
      <Section
        title={t('reviews.whole')}
        aside={
          <Button
            onPress={() => {
              setAsking(true);
            }}
          >
            {t('reviews.close')}
          </Button>
        }
      >
        <Figures
          items={[
            { label: t('reviews.total'), value: items.total },
            { label: t('reviews.decided'), value: items.decided, tone: 'good' },
            { label: t('reviews.removed'), value: items.removed },
            { label: t('reviews.left'), value: left, tone: left > 0 ? 'wait' : undefined },
          ]}
        />
      </Section>
      <Dialog
        title={t('reviews.close')}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        actions={
          <>
            <Button
              onPress={() => {
                setAsking(false);
              }}
            >
              {t('parts.cancel')}
            </Button>
            <Button
              look={campaign.noAnswer === 'remove' && left > 0 ? 'danger' : 'primary'}
              isPending={closing.isPending}
              onPress={() => {
                closing.mutate();
              }}
            >
              {t('reviews.close')}
            </Button>
          </>
        }
      >
        <p>
          {left === 0
            ? t('reviews.closeAllAnswered')
            : t(campaign.noAnswer === 'remove' ? 'reviews.closeRemoves' : 'reviews.closeKeeps', {
                count: left,
              })}
        </p>
        {closing.error && <ProblemView problem={closing.error} />}
      </Dialog>
    </div>
  );
}
