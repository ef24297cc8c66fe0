import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, ItemDecision } from '../../api/reviews.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Switch } from '../../parts/choices.js';
import { Person } from '../../parts/person.js';
import { isUndecided, type PersonGroup } from './review-groups.js';
import { ReviewItem } from './review-item.js';
import { useAnswerKeys } from './use-answer-keys.js';
import styles from './person-review.module.css';

interface PersonReviewProps {
  group: PersonGroup;
  place: number;
  of: number;
  onDecide: (decisions: readonly ItemDecision[]) => void;
  isLast: boolean;
  onNext: () => void;
}

export function PersonReview({ group, place, of, onDecide, isLast, onNext }: PersonReviewProps) {
  const { t } = useTranslation();
  const firstOpen = group.items.find(isUndecided)?.id ?? null;
  const [chosen, setAt] = useState<string | null>(firstOpen);
  // An answer that was refused is open again: the keys must find it.
  const at = chosen ?? firstOpen;
  const [removing, setRemoving] = useState<string | null>(null);
  const next = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const green = group.items.filter((item) => item.green && isUndecided(item));
  const isDone = firstOpen === null;

  useEffect(() => {
    heading.current?.focus();
  }, []);
  useEffect(() => {
    if (isDone) next.current?.focus();
  }, [isDone]);

  const decide = (itemId: string, decision: Answer, reason?: string) => {
    if (decision === 'remove' && !reason) {
      setAt(itemId);
      setRemoving(itemId);
      return;
    }
    setRemoving(null);
    onDecide([{ itemId, decision, ...(reason ? { reason } : {}) }]);
    const index = group.items.findIndex(({ id }) => id === itemId);
    const after = [...group.items.slice(index + 1), ...group.items.slice(0, index)].find(isUndecided);
    setAt(after?.id ?? null);
  };
  const [areKeysOn, setKeysOn] = useAnswerKeys((answer) => {
    if (at && removing === null) decide(at, answer);
  });

  return (
    <Card flush>
      <header className={styles.head}>
        <h2 ref={heading} tabIndex={-1} className={styles.name}>
          <Person person={group.person} detail={group.title} />
        </h2>
        <span className={styles.place}>{t('reviews.personOf', { at: place, of })}</span>
      </header>
      {green.length > 1 && (
        <div className={styles.bulk}>
          <span>{t('reviews.greenHere', { count: green.length })}</span>
          <Button
            size="small"
            icon="check"
            onPress={() => {
              onDecide(green.map(({ id }) => ({ itemId: id, decision: 'keep' })));
              setAt(group.items.find((item) => isUndecided(item) && !item.green)?.id ?? null);
            }}
          >
            {t('reviews.keepThese')}
          </Button>
        </div>
      )}
      <ul>
        {group.items.map((item) => (
          <ReviewItem
            key={item.id}
            item={item}
            isCurrent={item.id === at}
            isRemoving={item.id === removing}
            showKeys={areKeysOn && item.id === at}
            onDecide={(decision, reason) => {
              decide(item.id, decision, reason);
            }}
            onCancelRemove={() => {
              setRemoving(null);
            }}
            onFocus={() => {
              setAt(item.id);
            }}
          />
        ))}
      </ul>
      <footer className={styles.foot}>
        <Switch isSelected={areKeysOn} onChange={setKeysOn}>
          <span className={styles.keys}>{t('reviews.keys')}</span>
        </Switch>
        <Button ref={next} look={isDone ? 'primary' : 'secondary'} iconAfter="arrow" onPress={onNext}>
          {isDone && isLast ? t('reviews.toSignOff') : isDone ? t('reviews.next') : t('reviews.skip')}
        </Button>
      </footer>
    </Card>
  );
}
