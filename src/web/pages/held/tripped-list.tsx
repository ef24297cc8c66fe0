import { useTranslation } from 'react-i18next';
import type { TrippedBreaker } from '../../api/generated/types.gen.js';
import styles from './held-page.module.css';

/** Which breakers tripped, in sentences. */
export function TrippedList({ tripped }: { tripped: readonly TrippedBreaker[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.tripped}>
      {tripped.map(({ scope, ends, earlier, allowed, active, unit }, index) => (
        <li key={index}>
          {t(`held.scopes.${scope}`, { ends, allowed, active, unit: unit ?? '', total: ends + earlier })}
        </li>
      ))}
    </ul>
  );
}
