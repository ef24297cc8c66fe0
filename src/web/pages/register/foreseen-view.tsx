import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { foreseeRole } from '../../api/register.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { useCodeText } from '../../texts/codes.js';
import { definitionOf, type RoleDraft } from './role-draft.js';
import { touchedFacts } from './touched-facts.js';
import styles from './register.module.css';

/** "Vem påverkas?" of what is being written, before it is sent. */
export function ForeseenView({ roleId, draft }: { roleId: string; draft: RoleDraft }) {
  const { t } = useTranslation();
  const words = useCodeText();
  const asking = useMutation({ mutationFn: () => foreseeRole(roleId, definitionOf(draft)) });
  const foreseen = asking.data;
  return (
    <>
      <div className={styles.end}>
        <Button
          isPending={asking.isPending}
          icon="people"
          onPress={() => {
            asking.mutate();
          }}
        >
          {t('register.form.foresee')}
        </Button>
      </div>
      {asking.error && <ProblemView problem={asking.error} />}
      {foreseen && (
        <div role="status" className={styles.part}>
          {foreseen.obstacle !== null && (
            <Banner tone="wait" title={words('problems', `${foreseen.obstacle}.title`) ?? foreseen.obstacle}>
              {words('problems', `${foreseen.obstacle}.detail`)}
            </Banner>
          )}
          <Card>
            <Facts items={touchedFacts(t, { ...foreseen, systems: foreseen.owners })} />
            {foreseen.twoNeeded && <p className={styles.about}>{t('register.roles.twoNeeded')}</p>}
          </Card>
        </div>
      )}
    </>
  );
}
