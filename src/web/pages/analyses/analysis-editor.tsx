import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { analysisQuery } from '../../api/analyses.js';
import type { Analysis } from '../../api/generated/types.gen.js';
import { useProblemText } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Field } from '../../parts/field.js';
import { Progress } from '../../parts/progress.js';
import { problemsIn, sectionNames, sections, type SectionName } from './analysis-fields.js';
import { ContentField } from './content-field.js';
import { Differences } from './differences-view.js';
import { RiskEditor } from './risk-editor.js';
import { SystemTerms } from './system-terms.js';
import { useAutosave } from './use-autosave.js';
import styles from './analyses.module.css';

/** The draft in sections; saved by itself, with what is still lacking in each. */
export function AnalysisEditor({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const saved = useAutosave(analysis);
  const { written, change, status } = saved;
  const problemText = useProblemText();
  const done = sectionNames.filter((name) => problemsIn(name, analysis.problems).length === 0).length;
  const progress = t('analyses.progress', { done, all: sectionNames.length });
  return (
    <div className={styles.stack}>
      <div className={styles.standing}>
        <div className={styles.progress}>
          <Progress label={progress} hideLabel value={done} of={sectionNames.length} words={progress} />
        </div>
        <span className={styles.detail} role="status">
          {status === 'saved' && t('analyses.saved')}
          {status === 'saving' && t('analyses.saving')}
          {status === 'unsaved' && t('analyses.unsaved')}
          {status === 'failed' && t('analyses.saveFailed')}
        </span>
      </div>
      {status === 'failed' && saved.error && (
        <Banner tone="danger" isNews title={t('analyses.saveFailed')}>
          {t('analyses.saveFailedAbout')}
          {problemText(saved.error).detail}
        </Banner>
      )}
      {status === 'conflict' && <Conflict analysis={analysis} saved={saved} />}
      <SystemTerms analysis={analysis} />
      {sectionNames.map((name) => (
        <EditedSection key={name} name={name} analysis={analysis}>
          {name === 'risks' ? (
            <RiskEditor
              risks={written.content.risks ?? []}
              levels={analysis.levels}
              onChange={(risks) => {
                change({ content: { ...written.content, risks } });
              }}
            />
          ) : (
            sections[name].map((field) => (
              <ContentField
                key={field}
                name={field}
                content={written.content}
                maxDays={analysis.role.maxDays}
                error={saved.error}
                onChange={(changed) => {
                  change({ content: { ...written.content, ...changed } });
                }}
              />
            ))
          )}
          {name === 'decision' && (
            <Field
              label={t('analyses.field.validTo')}
              type="date"
              value={written.validTo}
              onChange={(validTo) => {
                if (validTo !== '') change({ validTo });
              }}
            />
          )}
        </EditedSection>
      ))}
    </div>
  );
}

function EditedSection({
  name,
  analysis,
  children,
}: {
  name: SectionName;
  analysis: Analysis;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const missing = problemsIn(name, analysis.problems).length;
  return (
    <Section
      title={t(`analyses.sections.${name}`)}
      aside={
        missing === 0 ? (
          <Badge tone="good">{t('analyses.complete')}</Badge>
        ) : (
          <Badge tone="wait">{t('analyses.missing', { count: missing })}</Badge>
        )
      }
    >
      <Card>
        <div className={styles.fields}>{children}</div>
      </Card>
    </Section>
  );
}

/** Somebody else saved in between: both wordings, and the writer chooses. */
function Conflict({ analysis, saved }: { analysis: Analysis; saved: ReturnType<typeof useAutosave> }) {
  const { t } = useTranslation();
  const { data: theirs } = useQuery({
    ...analysisQuery(analysis.id),
    refetchOnMount: 'always',
    staleTime: 0,
  });
  if (!theirs) return null;
  return (
    <Banner
      tone="danger"
      isNews
      title={t('analyses.conflictTitle')}
      actions={
        <>
          <Button
            size="small"
            onPress={() => {
              saved.takeTheirs(theirs);
            }}
          >
            {t('analyses.takeTheirs')}
          </Button>
          <Button
            size="small"
            look="primary"
            onPress={() => {
              saved.keepMine(theirs);
            }}
          >
            {t('analyses.keepMine')}
          </Button>
        </>
      }
    >
      <p>{t('analyses.conflictAbout')}</p>
      <Differences before={theirs} after={saved.written} />
    </Banner>
  );
}
