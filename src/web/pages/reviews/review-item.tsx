import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewItemView } from '../../api/generated/types.gen.js';
import type { Answer } from '../../api/reviews.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Button, type ButtonLook } from '../../parts/button.js';
import type { IconName } from '../../parts/icon.js';
import { KeyHint } from '../../parts/key-hint.js';
import { Day } from '../../parts/when.js';
import { RemoveReason } from './remove-reason.js';
import styles from './person-review.module.css';

interface ReviewItemProps {
  item: ReviewItemView;
  isCurrent: boolean;
  isRemoving: boolean;
  showKeys: boolean;
  onDecide: (decision: Answer, reason?: string) => void;
  onCancelRemove: () => void;
  onFocus: () => void;
}

const choices: readonly { answer: Answer; icon: IconName; key: string }[] = [
  { answer: 'keep', icon: 'check', key: 'B' },
  { answer: 'remove', icon: 'trash', key: 'T' },
  { answer: 'dont-know', icon: 'question', key: 'V' },
];

function lookOf(answer: Answer, decision: ReviewItemView['decision']): ButtonLook {
  if (answer !== decision) return 'secondary';
  return answer === 'remove' ? 'danger' : 'primary';
}

export function ReviewItem(props: ReviewItemProps) {
  const { item, isCurrent, isRemoving, showKeys, onDecide, onCancelRemove, onFocus } = props;
  const { t } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  const wasCurrent = useRef(isCurrent);
  useEffect(() => {
    // Only on the way from one to the next: a page that has just opened stays at its top.
    if (isCurrent && !wasCurrent.current) row.current?.scrollIntoView({ block: 'nearest' });
    wasCurrent.current = isCurrent;
  }, [isCurrent]);
  const { grant } = item;
  return (
    <li ref={row} className={styles.item} data-current={isCurrent || undefined} onFocus={onFocus}>
      <div className={styles.titleRow}>
        <div>
          <h3>{grant.role.name}</h3>
          <p className={styles.sentence}>{grant.role.sentence}</p>
        </div>
        <div className={styles.badges}>
          {item.green ? (
            <Badge tone="good">{t('reviews.green')}</Badge>
          ) : (
            <Badge tone="wait">{t('reviews.think')}</Badge>
          )}
          {grant.role.privileged && (
            <Badge tone="danger" icon="bolt">
              {t('grants.privileged')}
            </Badge>
          )}
          {grant.acrossProviders && <AcrossBadge />}
        </div>
      </div>
      <dl className={styles.facts}>
        {item.onBehalfOf && (
          <div>
            <dt>{t('reviews.insteadOf')}</dt>
            <dd>{item.onBehalfOf.name}</dd>
          </div>
        )}
        <div>
          <dt>{t(`grants.sources.${grant.source}`)}</dt>
          <dd>{grant.why}</dd>
        </div>
        <div>
          <dt>{t('reviews.given')}</dt>
          <dd>
            <Day day={grant.from} />
            {grant.grantedBy && ` ${t('reviews.by', { name: grant.grantedBy.name })}`}
          </dd>
        </div>
        {item.colleagues && (
          <div>
            <dt>{t('reviews.colleagues')}</dt>
            <dd>{t('request.colleagues', { have: item.colleagues.have, of: item.colleagues.of })}</dd>
          </div>
        )}
        <div>
          <dt>{t('reviews.analysis', { version: item.analysis.version })}</dt>
          <dd>
            {item.analysis.purpose} ({t('reviews.validTo')} <Day day={item.analysis.validTo} />)
          </dd>
        </div>
        <div>
          <dt>{t('reviews.where')}</dt>
          <dd>
            {grant.system}, {grant.unit.name}
          </dd>
        </div>
      </dl>
      {item.decision === 'remove' && item.reason && !isRemoving && (
        <p>
          <strong>{t('reviews.reason')}:</strong> {item.reason}
        </p>
      )}
      {isRemoving ? (
        <RemoveReason
          initial={item.reason ?? ''}
          onCancel={onCancelRemove}
          onRemove={(reason) => {
            onDecide('remove', reason);
          }}
        />
      ) : (
        <div
          className={styles.answers}
          role="group"
          aria-label={t('reviews.answerFor', { role: grant.role.name })}
        >
          {choices.map(({ answer, icon, key }) => (
            <Button
              key={answer}
              look={lookOf(answer, item.decision)}
              icon={icon}
              aria-pressed={item.decision === answer}
              aria-keyshortcuts={showKeys ? key : undefined}
              onPress={() => {
                onDecide(answer);
              }}
            >
              {t(`reviews.answers.${answer}`)} {showKeys && <KeyHint>{key}</KeyHint>}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
