import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analysis } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Table } from '../../parts/table.js';
import { levels as levelNames, riskScale, type Risk } from './analysis-fields.js';
import styles from './analyses.module.css';

type Level = (typeof levelNames)[number];
const tones = { low: 'good', medium: 'wait', high: 'danger' } as const;

/** As policy grades (policy/analysis/risks.ts); here only to colour the cells that no risk lies in. */
function levelOf(likelihood: number, consequence: number): Level {
  const product = likelihood * consequence;
  if (product >= 9) return 'high';
  return product >= 4 || consequence === 4 ? 'medium' : 'low';
}

/** Where each risk lies, likelihood by consequence, before and after its safeguard; or the same as a table. */
export function RiskMatrix({ risks, levels }: { risks: readonly Risk[]; levels: Analysis['levels'] }) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  if (risks.length === 0)
    return (
      <Card>
        <EmptyState icon="question" title={t('analyses.matrixNone')}>
          {t('analyses.noActionsAbout')}
        </EmptyState>
      </Card>
    );
  const worst = (side: 'before' | 'after'): string =>
    t(
      `analyses.level.${levelNames.findLast((level) => levels.some((each) => each[side] === level)) ?? 'low'}`,
    ).toLowerCase();
  const rows = risks.map((risk, index) => ({ risk, number: index + 1, level: levels[index] }));
  return (
    <Section
      title={t('analyses.matrixTitle', {
        count: risks.length,
        before: worst('before'),
        after: worst('after'),
      })}
      aside={
        <Button
          size="small"
          onPress={() => {
            setTable(!isTable);
          }}
        >
          {t(isTable ? 'analyses.asPicture' : 'analyses.asTable')}
        </Button>
      }
    >
      {isTable ? (
        <Card flush>
          <Table
            caption={t('analyses.field.risks')}
            rows={rows}
            rowId={({ number }) => String(number)}
            columns={[
              {
                id: 'risk',
                heading: t('analyses.risk'),
                isName: true,
                cell: ({ risk, number }) => `${String(number)}. ${risk.risk}`,
              },
              {
                id: 'before',
                heading: t('analyses.before'),
                cell: ({ risk, level }) => (
                  <Graded l={risk.likelihood} c={risk.consequence} level={level?.before ?? 'low'} />
                ),
              },
              { id: 'safeguard', heading: t('analyses.safeguard'), cell: ({ risk }) => risk.safeguard },
              {
                id: 'after',
                heading: t('analyses.after'),
                cell: ({ risk, level }) => (
                  <Graded
                    l={risk.likelihoodAfter ?? risk.likelihood}
                    c={risk.consequenceAfter ?? risk.consequence}
                    level={level?.after ?? 'low'}
                  />
                ),
              },
              {
                id: 'decision',
                heading: t('analyses.riskDecision'),
                cell: ({ risk }) => (
                  <Badge tone={risk.decision === 'accepted' ? 'good' : 'danger'}>
                    {t(risk.decision === 'accepted' ? 'analyses.accepted' : 'analyses.notAccepted')}
                  </Badge>
                ),
              },
            ]}
          />
        </Card>
      ) : (
        <div className={styles.matrices}>
          <Grid
            title={t('analyses.before')}
            points={risks.map(({ likelihood, consequence }) => ({ likelihood, consequence }))}
          />
          <Grid
            title={t('analyses.after')}
            points={risks.map((risk) => ({
              likelihood: risk.likelihoodAfter ?? risk.likelihood,
              consequence: risk.consequenceAfter ?? risk.consequence,
            }))}
          />
          <ol className={styles.legend}>
            {risks.map((risk, index) => (
              <li key={risk.id ?? index}>{risk.risk}</li>
            ))}
          </ol>
        </div>
      )}
    </Section>
  );
}

function Graded({ l, c, level }: { l: number; c: number; level: Level }) {
  const { t } = useTranslation();
  return (
    <>
      {l} × {c} <Badge tone={tones[level]}>{t(`analyses.level.${level}`)}</Badge>
    </>
  );
}

/** 4 × 4 with the numbers of the risks in their cells; each cell says in words what it holds. */
function Grid({
  title,
  points,
}: {
  title: string;
  points: readonly { likelihood: number; consequence: number }[];
}) {
  const { t } = useTranslation();
  const scale = riskScale.map(Number);
  return (
    <figure className={styles.matrix}>
      <figcaption>{title}</figcaption>
      <table aria-label={title}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              <span>{t('analyses.likelihood')} ↓</span> <span>{t('analyses.consequence')} →</span>
            </th>
            {scale.map((consequence) => (
              <th key={consequence} scope="col">
                {consequence}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scale.toReversed().map((likelihood) => (
            <tr key={likelihood}>
              <th scope="row">{likelihood}</th>
              {scale.map((consequence) => {
                const level = levelOf(likelihood, consequence);
                const inside = points.flatMap((point, index) =>
                  point.likelihood === likelihood && point.consequence === consequence ? [index + 1] : [],
                );
                return (
                  <td
                    key={consequence}
                    data-level={level}
                    title={t('analyses.cell', {
                      l: likelihood,
                      c: consequence,
                      level: t(`analyses.level.${level}`).toLowerCase(),
                      risks: inside.length > 0 ? inside.join(', ') : t('analyses.cellEmpty'),
                    })}
                  >
                    {inside.map((number) => (
                      <span key={number} className={styles.point}>
                        {number}
                      </span>
                    ))}
                    {inside.length === 0 && (
                      <span className={styles.levelWord}>{t(`analyses.level.${level}`)}</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
