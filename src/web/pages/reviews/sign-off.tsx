import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Figures } from '../../parts/figures.js';
import type { PersonGroup, Tally } from './review-groups.js';
import styles from './sign-off.module.css';

interface SignOffProps {
  groups: readonly PersonGroup[];
  tally: Tally;
  signing: UseMutationResult<CampaignView, Error, void>;
  onBack: (at: number) => void;
}

/** What has been answered, and what signing carries out. Until then every answer can be changed. */
export function SignOff({ groups, tally, signing, onBack }: SignOffProps) {
  const { t } = useTranslation();
  const removals = groups.flatMap((group, index) =>
    group.items
      .filter(({ decision }) => decision === 'remove')
      .map((item) => ({ item, name: group.person.name, index })),
  );
  return (
    <Card>
      <div className={styles.signOff}>
        <Section title={t('reviews.signOff')} about={t('reviews.signOffAbout')}>
          <Figures
            items={[
              { label: t('reviews.kept'), value: tally.keep },
              {
                label: t('reviews.removed'),
                value: tally.remove,
                tone: tally.remove > 0 ? 'danger' : undefined,
              },
              { label: t('reviews.dontKnow'), value: tally.dontKnow },
              ...(tally.left > 0
                ? [{ label: t('reviews.left'), value: tally.left, tone: 'wait' as const }]
                : []),
            ]}
          />
        </Section>
        {removals.length > 0 && (
          <Section title={t('reviews.willBeRemoved')}>
            <ul className={styles.list}>
              {removals.map(({ item, name, index }) => (
                <li key={item.id}>
                  <span>
                    <strong>{item.grant.role.name}</strong> · {name}
                    <span className={styles.reason}>{item.reason}</span>
                  </span>
                  <Button
                    size="small"
                    onPress={() => {
                      onBack(index);
                    }}
                  >
                    {t('request.change')}
                  </Button>
                </li>
              ))}
            </ul>
          </Section>
        )}
        {tally.dontKnow > 0 && <p className={styles.note}>{t('reviews.dontKnowAbout')}</p>}
        {signing.error && <ProblemView problem={signing.error} />}
        <div className={styles.actions}>
          <Button
            look="primary"
            size="large"
            isPending={signing.isPending}
            isDisabled={tally.left > 0}
            onPress={() => {
              signing.mutate();
            }}
          >
            {tally.remove > 0 ? t('reviews.signAndRemove', { count: tally.remove }) : t('reviews.sign')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
