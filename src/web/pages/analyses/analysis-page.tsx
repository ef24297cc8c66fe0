import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery } from '../../api/analyses.js';
import type { Analysis } from '../../api/generated/types.gen.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { may as mayRegister, useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import { Actions } from './actions.js';
import { AnalysisEditor } from './analysis-editor.js';
import { AnalysisText } from './analysis-text.js';
import { AnswerForm } from './answer-form.js';
import { BeginDialog } from './begin-dialog.js';
import { Consultation } from './consultation.js';
import { Decision } from './decision.js';
import { RiskMatrix } from './risk-matrix.js';
import { Versions } from './versions.js';
import styles from './analyses.module.css';

const parts = ['content', 'matrix', 'people', 'actions', 'versions'] as const;
type Part = (typeof parts)[number];
export const partAddresses = {
  content: undefined,
  matrix: 'riskbild',
  people: 'yttranden',
  actions: 'atgarder',
  versions: 'versioner',
} as const satisfies Record<Part, string | undefined>;

const tones: Record<Analysis['state'], Tone> = {
  draft: 'info',
  consulting: 'wait',
  approved: 'good',
  superseded: 'neutral',
  lapsed: 'danger',
  rejected: 'neutral',
};

/** One version of a need-and-risk analysis: written, asked about, decided on and followed up. */
export function AnalysisPage() {
  const { t } = useTranslation();
  const { analysisId } = useParams({ from: '/frame/analyser/$analysisId' });
  const { data: analysis, error, refetch } = useQuery(analysisQuery(analysisId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!analysis)
    return (
      <>
        <PageHead title={t('analyses.title')} />
        <Skeleton rows={6} />
      </>
    );
  return <Shown key={analysis.id} analysis={analysis} />;
}

function Shown({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/analyser/$analysisId' });
  const navigate = useNavigate({ from: '/analyser/$analysisId' });
  const [isBeginning, setBeginning] = useState(false);
  const me = useMe();
  const { role, system, may } = analysis;
  const selected = parts.find((part) => partAddresses[part] === visa) ?? 'content';
  const open = analysis.actions.filter(({ state }) => state === 'open').length;
  const contents: Record<Part, { count?: number | undefined; content: React.ReactNode }> = {
    content: {
      content: may.edit ? <AnalysisEditor analysis={analysis} /> : <AnalysisText analysis={analysis} />,
    },
    matrix: { content: <RiskMatrix risks={analysis.content.risks ?? []} levels={analysis.levels} /> },
    people: {
      count: analysis.consultations.length > 0 ? analysis.consultations.length : undefined,
      content: <Consultation analysis={analysis} />,
    },
    actions: { count: open > 0 ? open : undefined, content: <Actions analysis={analysis} /> },
    versions: { content: <Versions analysis={analysis} /> },
  };
  return (
    <>
      <PageHead
        over={<Link to="/analyser">{t('analyses.title')}</Link>}
        title={t('analyses.page', { role: role.name })}
        about={<Standing analysis={analysis} />}
        action={
          may.revise ? (
            <Button
              look="primary"
              onPress={() => {
                setBeginning(true);
              }}
            >
              {t('analyses.revise')}
            </Button>
          ) : (
            <Decision analysis={analysis} />
          )
        }
      />
      <PageBody>
        <p className={styles.badges}>
          <Badge tone={tones[analysis.state]}>{t(`analyses.state.${analysis.state}`)}</Badge>
          <Badge>{t('analyses.version', { version: analysis.version })}</Badge>
          <Badge>{system.name}</Badge>
          {analysis.kind === 'shared-records' && (
            <Badge tone="wait" icon="building">
              {t('analyses.kind.shared-records')}
            </Badge>
          )}
          {mayRegister(me, 'register') && (
            <Link to="/roller/$roleId" params={{ roleId: role.id }} search={{}}>
              {t('analyses.toRole')}
            </Link>
          )}
          {may.revise && may.revoke && <Decision analysis={analysis} />}
        </p>
        {may.answer && <AnswerForm analysis={analysis} />}
        <InTheWay analysis={analysis} />
        <Tabs
          label={t('analyses.title')}
          selected={selected}
          onSelect={(part) => void navigate({ search: { visa: partAddresses[part] } })}
          tabs={parts.map((part) => ({ id: part, label: t(`analyses.tabs.${part}`), ...contents[part] }))}
        />
      </PageBody>
      {isBeginning && (
        <BeginDialog
          role={role}
          hasLatest
          onClose={() => {
            setBeginning(false);
          }}
        />
      )}
    </>
  );
}

/** Since when and until when, or how it ended. */
function Standing({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { state, approvedAt, approvedBy, endedAt, endedReason, validTo } = analysis;
  if (endedAt !== null)
    return t('analyses.endedBecause', {
      state: t(`analyses.state.${state}`),
      day: dates.day(endedAt),
      reason:
        endedReason === 'expired' || endedReason === 'role-widened'
          ? t(`analyses.endedReasons.${endedReason}`)
          : endedReason,
    });
  if (approvedAt !== null)
    return `${t('analyses.approvedOn', { day: dates.day(approvedAt), name: approvedBy?.name ?? '' })}, ${t('analyses.until', { day: dates.day(validTo) })}`;
  return t('analyses.until', { day: dates.day(validTo) });
}

/** What the information owner waits for before the analysis can be approved. */
function InTheWay({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const { answers, state, problems, may } = analysis;
  if (!may.decide || state !== 'consulting') return null;
  const late = analysis.actions.filter(({ overdue }) => overdue).length;
  if (answers.given >= answers.needed && problems.length === 0)
    return late > 0 ? <Banner tone="wait">{t('analyses.approveLate', { count: late })}</Banner> : null;
  return (
    <Banner tone="info" title={t('analyses.inTheWay')}>
      <ul>
        {answers.given < answers.needed && <li>{t('analyses.answersGiven', answers)}</li>}
        {problems.map(({ pointer, code }) => (
          <li key={pointer}>
            {t(code === 'action-plan-missing' ? 'analyses.needsPlan' : 'analyses.askMissing')}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
