import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { Banner } from '../parts/banner.js';
import { Button } from '../parts/button.js';
import { useCodeText } from '../texts/codes.js';
import { useFieldWords } from './field-text.js';
import styles from './problem-view.module.css';

/** What happened, what it means and what to do, in the reader's language, by the problem's code. */
export function useProblemText(): (problem: Error) => {
  title: string;
  detail: string;
  reference: string | null;
} {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (problem) => {
    const code = problem instanceof Problem ? problem.code : 'unexpected';
    const said = problem instanceof Problem ? problem.detail : '';
    return {
      title: codeText('problems', `${code}.title`) ?? t('problems.unexpected.title'),
      detail: codeText('problems', `${code}.detail`) ?? (said || t('problems.unexpected.detail')),
      reference: problem instanceof Problem ? problem.reference : null,
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
  const wordsFor = useFieldWords();
  // Several fields may be wrong in the same way; one sentence is enough.
  const fields = new Set(
    (problem instanceof Problem ? problem.fields : []).map(wordsFor).filter((words) => words !== detail),
  );
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
      {fields.size > 0 && (
        <ul className={styles.fields}>
          {[...fields].map((words) => (
            <li key={words}>{words}</li>
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
