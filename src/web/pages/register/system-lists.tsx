import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../api/generated/types.gen.js';
import { entitlementsQuery } from '../../api/register.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Moment } from '../../parts/when.js';
import { spoken } from '../../texts/texts.js';
import styles from '../leavers/leavers.module.css';
import { CompareVersions } from './compare-versions.js';
import { useSystemReading } from './readings.js';

/** What the system lets one do. */
export function Entitlements({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(entitlementsQuery(system.id));
  if (error) return <ProblemView problem={error} />;
  if (!data) return <Skeleton rows={4} />;
  const add = system.may.entitlements && (
    <div>
      <LinkButton
        to="/systemregister/$systemId/behorighet/$entitlementId"
        params={{ systemId: system.id, entitlementId: 'ny' }}
        icon="plus"
      >
        {t('register.form.addEntitlement')}
      </LinkButton>
    </div>
  );
  if (data.items.length === 0)
    return (
      <EmptyState icon="key" title={t('register.noEntitlements')} action={add}>
        {t('register.form.noEntitlementsAbout')}
      </EmptyState>
    );
  return (
    <div className={styles.stack}>
      {add}
      <Card flush>
        <RowList label={t('register.tabs.entitlements')}>
          {data.items.map((one) => (
            <Row key={one.id}>
              <span className={styles.words}>
                <Link
                  to="/systemregister/$systemId/behorighet/$entitlementId"
                  params={{ systemId: system.id, entitlementId: one.id }}
                  className={rowLink}
                >
                  {one.name}
                </Link>
                <span>{one.sentence[spoken()]}</span>
                <span className={styles.detail}>
                  {t(`register.connectors.${one.target}`)}: {one.externalName} ·{' '}
                  {t('register.risk', { risk: one.risk })} · {t(`register.dataClasses.${one.dataClass}`)} ·{' '}
                  {t('register.inRoles', { count: one.roles })}
                </span>
              </span>
              {one.privileged && <Badge tone="info">{t('register.privileged')}</Badge>}
              {one.state === 'retired' && <Badge>{t('register.states.retired')}</Badge>}
            </Row>
          ))}
        </RowList>
      </Card>
    </div>
  );
}

export function Roles({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const add = system.may.roles && (
    <div>
      <LinkButton to="/systemregister/$systemId/roll" params={{ systemId: system.id }} icon="plus">
        {t('register.form.newRole')}
      </LinkButton>
    </div>
  );
  if (system.roles.length === 0)
    return (
      <EmptyState icon="people" title={t('register.noRoles')} action={add}>
        {t('register.form.noRolesAbout')}
      </EmptyState>
    );
  return (
    <div className={styles.stack}>
      {add}
      <Card flush>
        <RowList label={t('register.tabs.roles')}>
          {system.roles.map((role) => (
            <Row key={role.id}>
              <Link to="/roller/$roleId" params={{ roleId: role.id }} className={rowLink}>
                {role.name}
              </Link>
              <Badge>{t(`register.roleStates.${role.state}`)}</Badge>
            </Row>
          ))}
        </RowList>
      </Card>
    </div>
  );
}

export function Versions({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const read = useSystemReading();
  const of = (version: number) => system.versions.find((one) => one.version === version);
  return (
    <div className={styles.stack}>
      <CompareVersions
        versions={system.versions}
        readingOf={(version) => read(of(version)?.content ?? system.content)}
        stateOf={(version) => t(`register.versionStates.${of(version)?.state ?? 'superseded'}`)}
      />
      <Card flush>
        <RowList label={t('register.tabs.versions')}>
          {system.versions.map((one) => (
            <Row key={one.version}>
              <span className={styles.words}>
                <strong>{t('register.version', { version: one.version })}</strong>
                <span>{one.reason}</span>
                {one.review && <span className={styles.detail}>{t('register.form.opensReview')}</span>}
                <span className={styles.detail}>
                  {t('register.classes', one.content.classes)} ·{' '}
                  {one.orderedBy?.name ?? t('register.operator')} · <Moment at={one.orderedAt} />
                </span>
                {one.decisionReason !== null && (
                  <span className={styles.detail}>
                    {one.decidedBy?.name}: {one.decisionReason}
                  </span>
                )}
              </span>
              <Badge tone={one.state === 'proposed' ? 'wait' : 'neutral'}>
                {t(`register.versionStates.${one.state}`)}
              </Badge>
            </Row>
          ))}
        </RowList>
      </Card>
    </div>
  );
}
