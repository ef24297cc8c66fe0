import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Facts } from '../../parts/card.js';
import { Icon } from '../../parts/icon.js';
import { Person } from '../../parts/person.js';
import { Day, Moment } from '../../parts/when.js';
import { AttachmentLinks } from '../request/attachments.js';
import { Circumstances } from './circumstances.js';
import { Foldable } from './foldable.js';
import { RiskTable } from './risk-table.js';
import styles from './evidence.module.css';

/** Who, what, why and on which analysis: the same evidence wherever a request is shown. */
export function Evidence({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const { assessment, analysis, entitlements } = request;
  // A role of one entitlement often says the same of itself as the entitlement does: once is enough.
  const isSame = entitlements.length === 1 && entitlements[0]?.sentence === request.role.sentence;
  const said = isSame ? [] : entitlements;
  return (
    <div className={styles.evidence}>
      <div className={styles.people}>
        <Person person={request.person} detail={`${request.employment.title} · ${request.unit.name}`} />
        <p className={styles.soft}>
          {t('approvals.askedBy', { name: request.requestedBy.name })}, <Moment at={request.submittedAt} />
        </p>
      </div>
      <section className={styles.block}>
        <h3>{t('approvals.gives')}</h3>
        <p>{request.role.sentence}</p>
        {said.length > 0 && (
          <ul className={styles.entitlements}>
            {said.map((entitlement) => (
              <li key={entitlement.name}>
                <Icon name="key" size={16} />
                <span>{entitlement.sentence}</span>
              </li>
            ))}
          </ul>
        )}
        <p className={styles.soft}>
          {request.system.name}
          {request.acrossProviders && (
            <>
              {' '}
              <AcrossBadge />
            </>
          )}
          {request.role.privileged && (
            <>
              {' '}
              <Badge tone="danger" icon="bolt">
                {t('grants.privileged')}
              </Badge>
            </>
          )}
        </p>
        {request.askedRole && (
          <p className={styles.soft}>{t('approvals.narrowedFrom', { role: request.askedRole.name })}</p>
        )}
        {request.scope && (
          <p className={styles.soft}>{t('approvals.narrowedTo', { unit: request.scope.name })}</p>
        )}
      </section>
      <section className={styles.block}>
        <h3>{t('approvals.assessment')}</h3>
        <Facts
          items={[
            ...(['need', 'data', 'riskTooWide', 'riskTooNarrow'] as const).map((name) => ({
              term: t(`assessment.${name}.label`),
              value: assessment[name],
            })),
            {
              term: t('assessment.days.label'),
              value: t('assessment.days.count', { count: assessment.days }),
            },
            ...(assessment.deviationReason === null
              ? []
              : [{ term: t('analysis.deviationReason'), value: assessment.deviationReason }]),
            ...assessment.answers.map(({ question, answer }) => ({ term: question, value: answer })),
          ]}
        />
      </section>
      {request.attachments.length > 0 && (
        <section className={styles.block}>
          <h3>{t('asking.files.title')}</h3>
          <AttachmentLinks requestId={request.id} files={request.attachments} />
        </section>
      )}
      <Circumstances request={request} />
      <Foldable title={t('approvals.analysis', { version: analysis.version })}>
        <p className={styles.soft}>
          {t('approvals.analysisBy', { name: analysis.approvedBy.name })} <Day day={analysis.approvedAt} />.{' '}
          {t('approvals.analysisUntil')} <Day day={analysis.validTo} />.
        </p>
        <Facts
          items={(
            ['purpose', 'tasks', 'dataTypes', 'consequenceWithout', 'safeguards', 'residualRisk'] as const
          )
            .filter((name) => analysis[name] !== '')
            .map((name) => ({ term: t(`analysis.${name}`), value: analysis[name] }))}
        />
        <RiskTable risks={analysis.risks} />
      </Foldable>
    </div>
  );
}
