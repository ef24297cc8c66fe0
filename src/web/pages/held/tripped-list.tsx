import { useTranslation } from 'react-i18next';
import type { TrippedBreaker } from '../../api/generated/types.gen.js';
import styles from './held-page.module.css';

/** So many say how large it is; a change that trips a breaker in every unit would else push the rest off the page. */
const shownAtFirst = 5;

/** Which breakers tripped, in sentences. */
export function TrippedList({ tripped }: { tripped: readonly TrippedBreaker[] }) {
  const { t } = useTranslation();
  const rest = tripped.slice(shownAtFirst);
  return (
    <>
      <Sentences tripped={tripped.slice(0, shownAtFirst)} />
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{t('held.moreTripped', { count: rest.length })}</summary>
          <Sentences tripped={rest} />
        </details>
      )}
    </>
  );
}

function Sentences({ tripped }: { tripped: readonly TrippedBreaker[] }) {
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
