import { useTranslation } from 'react-i18next';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import type { RequestDraft } from './use-request-draft.js';
import styles from './assessment-step.module.css';

/** Where what is written is kept; and the choice, when another tab or device has written too. */
export function DraftState({ draft }: { draft: RequestDraft }) {
  const { t } = useTranslation();
  if (draft.status === 'conflict')
    return (
      <Banner
        tone="wait"
        isNews
        title={t('problems.draft-changed.title')}
        actions={
          <>
            <Button
              size="small"
              onPress={() => {
                draft.take('theirs');
              }}
            >
              {t('asking.draft.theirs')}
            </Button>
            <Button
              size="small"
              look="primary"
              onPress={() => {
                draft.take('mine');
              }}
            >
              {t('asking.draft.mine')}
            </Button>
          </>
        }
      >
        {t('asking.draft.conflictAbout')}
      </Banner>
    );
  return (
    <span className={styles.saved} role="status">
      {draft.status === 'empty' || draft.status === 'gone'
        ? t('assessment.saved')
        : t(`asking.draft.${draft.status}`)}
    </span>
  );
}
