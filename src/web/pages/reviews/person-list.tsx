import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { undecidedIn, type PersonGroup } from './review-groups.js';
import styles from './review-page.module.css';

interface PersonListProps {
  groups: readonly PersonGroup[];
  at: number | 'sign-off';
  canSign: boolean;
  onChoose: (at: number | 'sign-off') => void;
  greenLeft: number;
  onKeepGreen: () => void;
}

/** Everybody in the sitting and how far one has come; the way back to an answer one regrets. */
export function PersonList({ groups, at, canSign, onChoose, greenLeft, onKeepGreen }: PersonListProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <ol className={styles.people} aria-label={t('reviews.people')}>
        {groups.map((group, index) => {
          const left = undecidedIn(group).length;
          return (
            <li key={group.id}>
              <AriaButton
                className={styles.personButton ?? ''}
                data-here={at === index || undefined}
                aria-current={at === index ? 'step' : undefined}
                onPress={() => {
                  onChoose(index);
                }}
              >
                <span>{group.person.name}</span>
                <span className={styles.state} data-done={left === 0 || undefined}>
                  {left === 0 ? (
                    <>
                      <Icon name="check" size={16} />
                      {t('reviews.personDone')}
                    </>
                  ) : (
                    t('reviews.personLeft', { count: left })
                  )}
                </span>
              </AriaButton>
            </li>
          );
        })}
      </ol>
      <div className={styles.tools}>
        {greenLeft > 0 && (
          <Button
            size="small"
            icon="check"
            onPress={() => {
              setAsking(true);
            }}
          >
            {t('reviews.keepGreen', { count: greenLeft })}
          </Button>
        )}
        <Button
          look={canSign ? 'primary' : 'secondary'}
          isDisabled={!canSign}
          onPress={() => {
            onChoose('sign-off');
          }}
        >
          {t('reviews.toSignOff')}
        </Button>
      </div>
      <Dialog
        title={t('reviews.keepGreen', { count: greenLeft })}
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
              look="primary"
              onPress={() => {
                setAsking(false);
                onKeepGreen();
              }}
            >
              {t('reviews.keepGreenDo')}
            </Button>
          </>
        }
      >
        <p>{t('reviews.keepGreenAbout')}</p>
      </Dialog>
    </>
  );
}
