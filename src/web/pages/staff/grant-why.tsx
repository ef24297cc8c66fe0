import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrantWhy } from '../../api/generated/types.gen.js';
import { grantWhyQuery } from '../../api/oversight.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Facts, Section } from '../../parts/card.js';
import { Drawer } from '../../parts/dialog.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import { useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import styles from './grant-list.module.css';

/** "Varför har jag detta?": from the request to the directory, in words. */
export function GrantWhyDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: why, error, refetch } = useQuery(grantWhyQuery(id));
  const title = t(why && why.person.id !== me.person.id ? 'why.titleThem' : 'why.title');
  return (
    <Drawer title={why?.role.name ?? title} over={title} isOpen onClose={onClose}>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!why && !error && <Skeleton rows={6} />}
      {why && <Chain why={why} />}
    </Drawer>
  );
}

const undelivered = {
  'by-hand': 'why.byHand',
  handled: 'why.byHand',
  waiting: 'why.notDelivered',
  confirmed: 'why.notDelivered',
  'not-applicable': 'why.noDelivery',
} as const satisfies Record<GrantWhy['delivery']['state'], string>;

function Chain({ why }: { why: GrantWhy }) {
  const { t } = useTranslation();
  const dates = useDates();
  const me = useMe();
  const { assessment, request, rule, analysis, review, delivery, contacts } = why;
  const on = (at: string): string => dates.day(at);
  // A role of one entitlement often says the same of itself as the entitlement does: once is enough.
  const isSame = why.entitlements.length === 1 && why.entitlements[0]?.sentence === why.role.sentence;
  return (
    <div className={styles.chain}>
      <Section title={t(me.person.id === why.person.id ? 'why.lets' : 'why.letsThem')}>
        {!isSame && <p>{why.role.sentence}</p>}
        <ul className={styles.sentences}>
          {why.entitlements.map((entitlement) => (
            <li key={entitlement.name}>
              {entitlement.sentence} <small>({entitlement.name})</small>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('why.because')}>
        <ol className={styles.steps}>
          {why.takenOver && <Step title={t('why.takenOver')}>{t('why.takenOverAbout')}</Step>}
          {rule && (
            <Step title={t('why.rule', { name: rule.name })}>
              {t('why.ruleAbout')}{' '}
              {[
                rule.titleCodes.length > 0 && t('why.ruleTitles', { codes: rule.titleCodes.join(', ') }),
                rule.unitKinds.length > 0 && t('why.ruleKinds', { kinds: rule.unitKinds.join(', ') }),
                rule.unitsBelow.length > 0 && t('why.ruleUnits', { units: rule.unitsBelow.join(', ') }),
              ]
                .filter(Boolean)
                .join(' ')}
            </Step>
          )}
          {request && (
            <Step title={t('why.request', { number: request.number })}>
              {t('why.requestedBy', { name: request.requestedBy.name, day: on(request.submittedAt) })}
            </Step>
          )}
          {assessment && (
            <Step title={t('why.assessment')}>
              {t('why.assessedBy', { name: assessment.writtenBy.name, day: on(assessment.writtenAt) })}
              <Facts
                items={[
                  { term: t('why.need'), value: assessment.need },
                  { term: t('why.data'), value: assessment.data },
                  { term: t('why.tooWide'), value: assessment.riskTooWide },
                  { term: t('why.tooNarrow'), value: assessment.riskTooNarrow },
                  ...assessment.answers.map(({ question, answer }) => ({ term: question, value: answer })),
                  ...(assessment.deviationReason
                    ? [{ term: t('why.deviation'), value: assessment.deviationReason }]
                    : []),
                ]}
              />
            </Step>
          )}
          <Step title={t('why.analysis', { version: analysis.version })}>
            {analysis.purpose}{' '}
            {t('why.analysisBy', { name: analysis.approvedBy.name, day: on(analysis.validTo) })}
            {analysis.acrossCareProviders && ` ${t('why.across')}`}
          </Step>
          {why.approvals.map((approval) => (
            <Step key={`${approval.stage}${approval.at}`} title={t(`why.stages.${approval.stage}`)}>
              {approval.onBehalfOf
                ? t('why.approvedFor', {
                    name: approval.by.name,
                    other: approval.onBehalfOf.name,
                    day: on(approval.at),
                  })
                : t('why.approvedBy', { name: approval.by.name, day: on(approval.at) })}
            </Step>
          ))}
          <Step title={t('why.delivery')}>
            {(delivery.state === 'confirmed' || delivery.state === 'handled') && delivery.at
              ? t(delivery.state === 'handled' ? 'why.handled' : 'why.delivered', { day: on(delivery.at) })
              : t(undelivered[delivery.state])}
          </Step>
          <Step title={t('why.review')}>
            {review
              ? t('why.reviewedBy', { name: review.by.name, day: on(review.at), campaign: review.campaign })
              : t('why.notReviewed')}
          </Step>
        </ol>
      </Section>
      <Section title={t('why.until')}>
        <p>
          {why.endedAt ? (
            <>
              {t('grants.ended')} <Day day={why.endedAt} />
            </>
          ) : why.to ? (
            <>
              {t('grants.until')} <Day day={why.to} />
            </>
          ) : (
            why.nextReview && (
              <>
                {t('grants.nextReview')} <Day day={why.nextReview} />
              </>
            )
          )}
        </p>
      </Section>
      <Section title={t('why.ask')}>
        <Facts
          items={[
            ...(contacts.manager ? [{ term: t('why.manager'), value: contacts.manager.name }] : []),
            { term: t('why.informationOwner'), value: contacts.informationOwner.name },
            { term: t('why.systemOwner'), value: contacts.systemOwner.name },
          ]}
        />
        {why.person.id && (why.may.askExtension || why.may.askRemoval) && (
          <ul>
            {why.may.askExtension && (
              <li>
                <Link
                  to="/begar"
                  search={{
                    person: why.person.id,
                    anstallning: why.employmentId,
                    roll: why.role.id,
                    slag: 'forlangning',
                  }}
                >
                  {t('why.extend')}
                </Link>
              </li>
            )}
            {why.may.askRemoval && (
              <li>
                <Link
                  to="/begar"
                  search={{ person: why.person.id, anstallning: why.employmentId, bort: why.role.id }}
                >
                  {t('why.remove')}
                </Link>
              </li>
            )}
          </ul>
        )}
      </Section>
    </div>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <strong>{title}</strong>
      <div>{children}</div>
    </li>
  );
}
