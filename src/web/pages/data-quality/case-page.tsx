import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseQuery, decideCase, unmaskCase } from '../../api/data-quality.js';
import type { CorrelationCase, CorrelationSide } from '../../api/generated/types.gen.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { UnmaskBanner } from '../../frame/unmask-banner.js';
import { Banner } from '../../parts/banner.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { Icon } from '../../parts/icon.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Ago } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import { ReasonField, useReason } from './reason-field.js';
import styles from './data-quality-page.module.css';

const route = getRouteApi('/frame/datakvalitet/fall/$caseId');

/** The record beside whom it may be about, and HR's answer: the same, different, or two known persons to merge. */
export function CasePage() {
  const { t } = useTranslation();
  const { caseId } = route.useParams();
  const { data, error, refetch } = useQuery(caseQuery(caseId));
  return (
    <>
      <PageHead
        title={data ? t('quality.caseTitle', { name: data.record.name }) : t('quality.case')}
        about={data && t(`quality.reasons.${data.reason}`)}
        over={
          <Link to="/datakvalitet" className={styles.back}>
            <Icon name="left" size={16} />
            {t('quality.title')}
          </Link>
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} />}
        {data?.may.unmask && (
          <UnmaskBanner about={t('unmask.case')} onUnmask={(why) => unmaskCase(caseId, why)} />
        )}
        {data && <Comparison found={data} />}
      </PageBody>
    </>
  );
}

function Comparison({ found }: { found: CorrelationCase }) {
  const { t } = useTranslation();
  return (
    <>
      {found.reason === 'key-reused' && found.state === 'open' && (
        <Banner tone="info" title={t('quality.reusedTitle')}>
          {t('quality.reusedAbout', { name: holderOf(found) })}
        </Banner>
      )}
      <div className={styles.sides}>
        <Side
          title={t('quality.record', { source: found.source.name })}
          side={found.record}
          personId={found.decision ? found.person?.id : null}
        />
        {found.candidates.map(({ person, side, signs }) => (
          <Side
            key={person.id}
            title={t('quality.known')}
            side={side}
            signs={signs.map((sign) => t(`quality.signs.${sign}`))}
            personId={person.id}
          />
        ))}
      </div>
      {found.decision && (
        <Card>
          <p>
            <strong>{t(`quality.states.${found.state}`)}</strong> · {found.decision.by.name} ·{' '}
            <Ago at={found.decision.at} />
          </p>
          <p className={styles.soft}>{found.decision.reason}</p>
        </Card>
      )}
      {!found.decision && found.state !== 'open' && <Card>{t(`quality.states.${found.state}`)}</Card>}
      {found.may.resolve && <Decision found={found} />}
    </>
  );
}

/** Whose key a record that uses one again states. */
function holderOf({ candidates: [holder] }: CorrelationCase): string {
  return holder?.person.name ?? '';
}

interface SideProps {
  title: string;
  side: CorrelationSide;
  signs?: readonly string[];
  personId?: string | null;
}

function Side({ title, side, signs = [], personId }: SideProps) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Card>
      <div className={styles.side}>
        <h2 className={styles.soft}>{title}</h2>
        <p className={styles.sideName}>
          {personId ? (
            <Link to="/personal/$personId" params={{ personId }}>
              {side.name}
            </Link>
          ) : (
            side.name
          )}
        </p>
        {signs.length > 0 && (
          <div className={styles.signs}>
            {signs.map((sign) => (
              <Badge key={sign} tone="good">
                {sign}
              </Badge>
            ))}
          </div>
        )}
        <Facts
          items={[
            { term: t('quality.hsaId'), value: side.hsaIds.join(', ') || '–' },
            { term: t('quality.email'), value: side.email ?? '–' },
            { term: t('quality.sources'), value: side.sources.join(', ') || '–' },
          ]}
        />
        <h3 className={styles.soft}>{t('quality.employments')}</h3>
        <ul className={styles.list}>
          {side.employments.map((e) => (
            <li key={`${e.number} ${e.from}`}>
              {e.title}, {e.unit}
              <br />
              <span className={styles.soft}>
                {e.number} · {dates.day(e.from)} – {e.to === null ? '' : dates.day(e.to)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Decision({ found }: { found: CorrelationCase }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const reason = useReason(`case.${found.id}`);
  const [answer, setAnswer] = useState<string | null>(null);
  const [hasTried, setTried] = useState(false);
  const isMerge = found.person !== null;
  const isReused = found.reason === 'key-reused';
  const deciding = useMutation({
    mutationFn: (chosen: string) =>
      decideCase(
        found.id,
        chosen === 'different'
          ? { decision: 'different', reason: reason.value.trim() }
          : { decision: isMerge ? 'merge' : 'same', personId: chosen, reason: reason.value.trim() },
      ),
    onSuccess: async (decided) => {
      reason.forget();
      queryClient.setQueryData(caseQuery(found.id).queryKey, decided);
      await Promise.all(
        ['data-quality', 'people', 'tasks', 'me'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  const known = isMerge
    ? [found.person, ...found.candidates.map(({ person }) => person)]
    : found.candidates.map(({ person }) => person);
  const choices = [
    ...known.flatMap((person) =>
      person?.id
        ? [
            {
              id: person.id,
              label: t(isMerge ? 'quality.mergeWith' : 'quality.same', { name: person.name }),
              detail: isReused
                ? t('quality.reusedSame', { name: person.name })
                : t(isMerge ? 'quality.mergeDetail' : 'quality.sameDetail'),
            },
          ]
        : [],
    ),
    {
      id: 'different',
      label: t('quality.different'),
      detail: isReused
        ? t('quality.reusedDifferent', { name: holderOf(found) })
        : t(isMerge ? 'quality.apartDetail' : 'quality.differentDetail'),
    },
  ];
  return (
    <Section title={t('quality.decide')}>
      <Card>
        <div className={styles.side}>
          <RadioCards
            label={t('quality.decideLabel')}
            value={answer}
            onChange={setAnswer}
            choices={choices}
            error={hasTried && answer === null ? t('quality.decideMissing') : undefined}
          />
          <ReasonField reason={reason} />
          {deciding.error && <ProblemView problem={deciding.error} />}
          <div className={styles.actions}>
            <Button
              look="primary"
              isPending={deciding.isPending}
              onPress={() => {
                setTried(true);
                if (reason.isGiven() && answer !== null) deciding.mutate(answer);
              }}
            >
              {t('quality.decideDo')}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
