import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { Banner } from '../parts/banner.js';
import { Button } from '../parts/button.js';
import styles from './problem-view.module.css';

/** What happened, what it means and what to do, in the reader's language, by the problem's code. */
export function useProblemText(): (problem: Error) => {
  title: string;
  detail: string;
  reference: string | null;
} {
  const { t, i18n } = useTranslation();
  return (problem) => {
    if (!(problem instanceof Problem)) {
      return {
        title: t('problems.unexpected.title'),
        detail: t('problems.unexpected.detail'),
        reference: null,
      };
    }
    const known = i18n.exists(`problems.${problem.code}.title`);
    // Codes come from the server, so their keys cannot be checked by type; `exists` checks them when it matters.
    const text = (part: 'title' | 'detail') =>
      i18n.getResource(i18n.language, 'translation', `problems.${problem.code}.${part}`) as string;
    return {
      title: known ? text('title') : t('problems.unexpected.title'),
      detail: known ? text('detail') : problem.detail || t('problems.unexpected.detail'),
      reference: problem.reference,
    };
  };
}

interface ProblemViewProps {
  problem: Error;
  onRetry?: () => void;
}

export function ProblemView({ problem, onRetry }: ProblemViewProps) {
  const { t } = useTranslation();
  const { title, detail, reference } = useProblemText()(problem);
  const fields = problem instanceof Problem ? problem.fields : [];
  return (
    <Banner
      tone="danger"
      isNews
      title={title}
      actions={
        onRetry && (
          <Button size="small" onPress={onRetry}>
            {t('problems.retry')}
          </Button>
        )
      }
    >
      <p>{detail}</p>
      {fields.length > 0 && (
        <ul className={styles.fields}>
          {fields.map((field) => (
            <li key={field.pointer + field.code}>{field.detail}</li>
          ))}
        </ul>
      )}
      {reference && (
        <p className={styles.reference}>
          {t('problems.reference')} <code>{reference}</code>
        </p>
      )}
    </Banner>
  );
}
