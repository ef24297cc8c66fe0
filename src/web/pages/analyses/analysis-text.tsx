import { useTranslation } from 'react-i18next';
import type { Analysis } from '../../api/generated/types.gen.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { sectionNames, sections } from './analysis-fields.js';
import { wordsOf } from './differences.js';
import { SystemTerms } from './system-terms.js';
import styles from './analyses.module.css';

/** The analysis as a document, for those who read. */
export function AnalysisText({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <SystemTerms analysis={analysis} />
      {sectionNames.map((name) => (
        <Section key={name} title={t(`analyses.sections.${name}`)}>
          <Card>
            <Facts
              items={sections[name].flatMap((field) =>
                wordsOf(field, analysis.content, t).map(({ term, words }) => ({
                  term,
                  value: (
                    <span className={styles.prose}>{words === '' ? t('analyses.noneStated') : words}</span>
                  ),
                })),
              )}
            />
          </Card>
        </Section>
      ))}
    </div>
  );
}
