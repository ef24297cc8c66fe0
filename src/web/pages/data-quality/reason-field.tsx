import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextArea } from '../../parts/field.js';
import { useKeptText } from '../../session/use-kept.js';

export interface Reason {
  value: string;
  set: (value: string) => void;
  isMissing: boolean;
  /** True when it may be sent; else what is missing shows beside the field. */
  isGiven: () => boolean;
  /** Once it has been sent. */
  forget: () => void;
}

/** @param about what it is the reason for: it is kept in the tab under that */
export function useReason(about: string): Reason {
  const [value, set, forget] = useKeptText(`reason.${about}`);
  const [hasTried, setTried] = useState(false);
  const isShort = value.trim().length < 10;
  return {
    value,
    set,
    forget,
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
