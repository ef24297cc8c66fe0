import { useTranslation } from 'react-i18next';
import type { AnalysisContent } from '../../api/generated/types.gen.js';
import { useDates } from '../../texts/dates.js';
import { sectionNames, sections } from './analysis-fields.js';
import { differenceOf, withRisksOf, wordsOf, type Worded } from './differences.js';
import styles from './analyses.module.css';

interface Wording {
  content: AnalysisContent;
  validTo: string;
}

/** Field by field what differs, side by side, the changed words marked; what is the same is left out. */
export function Differences({ before, after }: { before: Wording; after: Wording }) {
  const { t } = useTranslation();
  const dates = useDates();
  const worded = ({ content, validTo }: Wording): Worded[] => [
    ...sectionNames.flatMap((name) => sections[name].flatMap((field) => wordsOf(field, content, t))),
    { id: 'validTo', term: t('analyses.field.validTo'), words: dates.day(validTo) },
  ];
  const old = worded({ ...before, content: withRisksOf(before.content, after.content) });
  const now = worded(after);
  const ids = [...new Set([...old, ...now].map(({ id }) => id))];
  const changed = ids.flatMap((id) => {
    const was = old.find((each) => each.id === id);
    const is = now.find((each) => each.id === id);
    return was?.words === is?.words
      ? []
      : [{ id, term: (is ?? was)?.term ?? '', was: was?.words ?? '', is: is?.words ?? '' }];
  });
  if (changed.length === 0) return <p>{t('analyses.same')}</p>;
  return (
    <div className={styles.differences}>
      <p className={styles.detail}>{t('analyses.changed', { count: changed.length })}</p>
      {changed.map(({ id, term, was, is }) => (
        <section key={id} className={styles.difference}>
          <h3>{term}</h3>
          <div className={styles.sides}>
            <Side was={was} is={is} shows="removed" />
            <Side was={was} is={is} shows="added" />
          </div>
        </section>
      ))}
    </div>
  );
}

function Side({ was, is, shows }: { was: string; is: string; shows: 'removed' | 'added' }) {
  const { t } = useTranslation();
  const pieces = differenceOf(was, is).filter(({ kind }) => kind === 'same' || kind === shows);
  const Mark = shows === 'removed' ? 'del' : 'ins';
  return (
    <div className={styles.side}>
      <span className={styles.detail}>{t(shows === 'removed' ? 'analyses.older' : 'analyses.newer')}</span>
      <p className={styles.prose}>
        {pieces.length === 0 && <em>{t('analyses.empty2')}</em>}
        {pieces.map((piece, index) =>
          piece.kind === 'same' ? (
            <span key={index}>{piece.words}</span>
          ) : (
            <Mark key={index}>{piece.words}</Mark>
          ),
        )}
      </p>
    </div>
  );
}
