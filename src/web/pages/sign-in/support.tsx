import { useTranslation } from 'react-i18next';
import type { Providers } from '../../api/generated/types.gen.js';
import { spoken } from '../../texts/texts.js';
import styles from './sign-in-page.module.css';

/** Whom to call when nobody gets in; nothing where nobody has been named. */
export function Support({ support }: { support: Providers['support'] }) {
  const { t } = useTranslation();
  const { phone, email, hours } = support;
  if (phone === null && email === null) return null;
  return (
    <p className={styles.note}>
      <strong>{t('signIn.call.title')}</strong>{' '}
      {phone !== null && (
        <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{t('signIn.call.phone', { phone })}</a>
      )}
      {phone !== null && email !== null && ' · '}
      {email !== null && <a href={`mailto:${email}`}>{t('signIn.call.email', { email })}</a>}
      {hours && ` (${hours[spoken()]})`}
    </p>
  );
}
