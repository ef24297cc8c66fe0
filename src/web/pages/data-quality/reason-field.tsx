import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextArea } from '../../parts/field.js';

export interface Reason {
  value: string;
  set: (value: string) => void;
  isMissing: boolean;
  /** True when it may be sent; else what is missing shows beside the field. */
  isGiven: () => boolean;
}

export function useReason(): Reason {
  const [value, set] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = value.trim().length < 10;
  return {
    value,
    set,
    isMissing: hasTried && isShort,
    isGiven: () => {
      setTried(true);
      return !isShort;
    },
  };
}

/** Why, for the log. */
export function ReasonField({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  return (
    <TextArea
      label={t('imports.reason')}
      help={t('imports.reasonAbout')}
      maxLength={500}
      value={reason.value}
      onChange={reason.set}
      error={reason.isMissing ? t('imports.reasonMissing') : undefined}
    />
  );
}
