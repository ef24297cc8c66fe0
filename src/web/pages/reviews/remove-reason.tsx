import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import styles from './person-review.module.css';

interface RemoveReasonProps {
  initial: string;
  onRemove: (reason: string) => void;
  onCancel: () => void;
}

const common = ['newTasks', 'notUsed', 'tooWide'] as const;

/** A removal takes a reason; the usual ones are one press away. Nothing is removed until the sign-off. */
export function RemoveReason({ initial, onRemove, onCancel }: RemoveReasonProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState(initial);
  const [error, setError] = useState<string>();
  return (
    <form
      className={styles.remove}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim().length < 5) setError(t('reviews.reasonMissing'));
        else onRemove(reason.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <TextArea
        label={t('reviews.whyRemove')}
        help={t('reviews.whyRemoveAbout')}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(text) => {
          setReason(text);
          setError(undefined);
        }}
        error={error}
        autoFocus
      />
      <div className={styles.chips}>
        {common.map((name) => (
          <Button
            key={name}
            size="small"
            onPress={() => {
              setReason(t(`reviews.commonReasons.${name}`));
              setError(undefined);
            }}
          >
            {t(`reviews.commonReasons.${name}`)}
          </Button>
        ))}
      </div>
      <div className={styles.actions}>
        <Button onPress={onCancel}>{t('parts.cancel')}</Button>
        <Button type="submit" look="danger">
          {t('reviews.answers.remove')}
        </Button>
      </div>
    </form>
  );
}
