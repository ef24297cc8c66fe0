import { useTranslation } from 'react-i18next';
import type { Analysis } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { Button, IconButton } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { riskScale, type Risk } from './analysis-fields.js';
import styles from './analyses.module.css';

interface RiskEditorProps {
  risks: readonly Risk[];
  /** As the service graded them at the latest save. */
  levels: Analysis['levels'];
  onChange: (risks: Risk[]) => void;
}

/** Each risk: what, how likely and how grave, the safeguard, what is left, and whether that is accepted. */
export function RiskEditor({ risks, levels, onChange }: RiskEditorProps) {
  const { t } = useTranslation();
  const set = (at: number, changed: Partial<Risk>) => {
    onChange(risks.map((risk, index) => (index === at ? { ...risk, ...changed } : risk)));
  };
  return (
    <>
      {risks.map((risk, index) => (
        <fieldset key={risk.id ?? index} className={styles.risk}>
          <legend className={styles.riskHead}>
            <strong>{t('analyses.riskNumber', { number: index + 1 })}</strong>
            {levels[index] && (
              <Badge
                tone={
                  levels[index].after === 'high'
                    ? 'danger'
                    : levels[index].after === 'medium'
                      ? 'wait'
                      : 'good'
                }
              >
                {t('analyses.after')}: {t(`analyses.level.${levels[index].after}`)}
              </Badge>
            )}
            <IconButton
              icon="trash"
              size="small"
              label={t('analyses.removeRisk', { number: index + 1 })}
              onPress={() => {
                onChange(risks.filter((_, other) => other !== index));
              }}
            />
          </legend>
          <TextArea
            label={t('analyses.risk')}
            value={risk.risk}
            rows={2}
            onChange={(words) => {
              set(index, { risk: words });
            }}
          />
          <Grades
            heading={t('analyses.before')}
            likelihood={risk.likelihood}
            consequence={risk.consequence}
            onChange={(likelihood, consequence) => {
              set(index, { likelihood, consequence });
            }}
          />
          <TextArea
            label={t('analyses.safeguard')}
            value={risk.safeguard}
            rows={2}
            onChange={(safeguard) => {
              set(index, { safeguard });
            }}
          />
          <Grades
            heading={t('analyses.after')}
            likelihood={risk.likelihoodAfter ?? risk.likelihood}
            consequence={risk.consequenceAfter ?? risk.consequence}
            onChange={(likelihoodAfter, consequenceAfter) => {
              set(index, { likelihoodAfter, consequenceAfter });
            }}
          />
          <RadioCards
            label={t('analyses.riskDecision')}
            inRow
            value={risk.decision}
            onChange={(decision) => {
              set(index, { decision });
            }}
            choices={[
              { id: 'accepted', label: t('analyses.accepted') },
              { id: 'not-accepted', label: t('analyses.notAccepted'), detail: t('analyses.needsPlan') },
            ]}
          />
        </fieldset>
      ))}
      <div>
        <Button
          icon="plus"
          onPress={() => {
            onChange([
              ...risks,
              {
                id: freeId(risks),
                risk: '',
                likelihood: 2,
                consequence: 2,
                decision: 'accepted',
                safeguard: '',
              },
            ]);
          }}
        >
          {t('analyses.addRisk')}
        </Button>
      </div>
    </>
  );
}

/** An id that no risk has had here: a plan must never come to belong to another risk. */
function freeId(risks: readonly Risk[]): string {
  const taken = new Set(risks.map(({ id }) => id));
  for (;;) {
    const id = `r-${crypto.randomUUID().slice(0, 8)}`;
    if (!taken.has(id)) return id;
  }
}

function Grades({
  heading,
  likelihood,
  consequence,
  onChange,
}: {
  heading: string;
  likelihood: number;
  consequence: number;
  onChange: (likelihood: number, consequence: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.pair} role="group" aria-label={heading}>
      <Select
        label={`${t('analyses.likelihood')}, ${heading.toLowerCase()}`}
        value={String(likelihood)}
        options={riskScale.map((id) => ({ id, label: t(`analyses.scale.likelihood.${id}`) }))}
        onChange={(id) => {
          onChange(Number(id), consequence);
        }}
      />
      <Select
        label={`${t('analyses.consequence')}, ${heading.toLowerCase()}`}
        value={String(consequence)}
        options={riskScale.map((id) => ({ id, label: t(`analyses.scale.consequence.${id}`) }))}
        onChange={(id) => {
          onChange(likelihood, Number(id));
        }}
      />
    </div>
  );
}
