import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../api/generated/types.gen.js';
import { decideRole, restoreRole, roleImpactQuery, roleQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Moment } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { History } from './history.js';
import { ReasonDialog } from './reason-dialog.js';

const places = ['content', 'versions', 'history'] as const;
type Place = (typeof places)[number];
const addresses = { content: undefined, versions: 'versioner', history: 'historik' } as const;

/** One role: what it gives, what waits to be approved and whom that would touch, and what it has been. */
export function RolePage() {
  const { t } = useTranslation();
  const { roleId } = useParams({ from: '/frame/roller/$roleId' });
  const { visa } = useSearch({ from: '/frame/roller/$roleId' });
  const navigate = useNavigate({ from: '/roller/$roleId' });
  const { data: role, error, refetch } = useQuery(roleQuery(roleId));
  const selected: Place = places.find((place) => addresses[place] === visa) ?? 'content';
  const waiting = role?.versions.find(({ state }) => state === 'proposed' || state === 'held');
  return (
    <>
      <PageHead
        over={<Link to="/roller">{t('register.roles.title')}</Link>}
        title={role?.name ?? ''}
        about={role?.sentence}
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!role && !error && <Skeleton rows={6} />}
        {role && (
          <>
            {waiting && <Impact role={role} version={waiting.version} reason={waiting.reason} />}
            <Tabs
              label={role.name}
              selected={selected}
              onSelect={(place) => void navigate({ search: { visa: addresses[place] } })}
              tabs={places.map((id) => ({
                id,
                label: t(`register.tabs.${id}`),
                content: <Content place={id} role={role} />,
              }))}
            />
          </>
        )}
      </PageBody>
    </>
  );
}

function Content({ place, role }: { place: Place; role: RoleView }) {
  if (place === 'content') return <What role={role} />;
  if (place === 'versions') return <Versions role={role} />;
  return <History of="role" id={role.id} />;
}

/** "Vem påverkas?": what the version that waits would do, and the answer to it. */
function Impact({ role, version, reason }: { role: RoleView; version: number; reason: string }) {
  const { t } = useTranslation();
  const words = useCodeText();
  const { data: impact, error } = useQuery(roleImpactQuery(role.id, version));
  const [asked, setAsked] = useState<'approve' | 'reject' | 'withdraw' | null>(null);
  if (error) return <ProblemView problem={error} />;
  if (!impact) return <Skeleton rows={3} />;
  const names = (items: readonly { name: string }[]): string => items.map(({ name }) => name).join(', ');
  const open = [
    ...(impact.mayApprove ? (['approve'] as const) : []),
    ...(impact.mayReject ? (['reject'] as const) : []),
    ...(impact.mayWithdraw ? (['withdraw'] as const) : []),
  ];
  return (
    <Section title={t('register.roles.impact', { version })} about={reason}>
      <Card>
        <div className={styles.stack}>
          {impact.obstacle !== null && (
            <Banner tone="wait" title={words('problems', `${impact.obstacle}.title`) ?? impact.obstacle}>
              {words('problems', `${impact.obstacle}.detail`)}
            </Banner>
          )}
          <Facts
            items={[
              {
                term: t('register.roles.affected'),
                value: t('register.roles.holders', { count: impact.persons }),
              },
              ...impact.units.slice(0, 8).map((unit) => ({ term: unit.name, value: String(unit.persons) })),
              ...impact.changes.flatMap((change) => [
                ...(change.gained.length > 0
                  ? [
                      {
                        term: t('register.roles.gains', { name: change.role.name }),
                        value: names(change.gained),
                      },
                    ]
                  : []),
                ...(change.lost.length > 0
                  ? [
                      {
                        term: t('register.roles.loses', { name: change.role.name }),
                        value: names(change.lost),
                      },
                    ]
                  : []),
              ]),
              ...impact.systems.map((system) => ({
                term: t('register.roles.approvesFor', { name: system.name }),
                value: system.approvedBy
                  ? t('register.roles.approvedBy', { name: system.approvedBy.name })
                  : t('register.roles.waitsFor', { name: system.owner.name }),
              })),
            ]}
          />
          {impact.twoNeeded && <p className={styles.detail}>{t('register.roles.twoNeeded')}</p>}
          <div className={styles.line}>
            {open.map((decision) => (
              <Button
                key={decision}
                look={decision === 'approve' ? 'primary' : 'secondary'}
                onPress={() => {
                  setAsked(decision);
                }}
              >
                {t(`register.${decision}`)}
              </Button>
            ))}
          </div>
          {asked && (
            <ReasonDialog
              title={t(`register.${asked}`)}
              onSend={(why) => decideRole(role.id, version, { decision: asked, reason: why })}
              onClose={() => {
                setAsked(null);
              }}
            />
          )}
        </div>
      </Card>
    </Section>
  );
}

function What({ role }: { role: RoleView }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { terms } = role;
  return (
    <div className={styles.stack}>
      <Card>
        <Facts
          items={[
            {
              term: t('register.system'),
              value: (
                <Link to="/systemregister/$systemId" params={{ systemId: role.system.id }}>
                  {role.system.name}
                </Link>
              ),
            },
            { term: t('register.roles.state'), value: t(`register.roleStates.${role.state}`) },
            {
              term: t('register.roles.requestable'),
              value: t(terms.requestable ? 'register.yes' : 'register.no'),
            },
            { term: t('register.roles.held'), value: t('register.roles.holders', { count: role.holders }) },
            { term: t('register.roles.risk'), value: String(terms.risk) },
            { term: t('register.minimumLevel'), value: String(terms.requiredLevel) },
            { term: t('register.roles.maxDays'), value: t('register.roles.days', { count: terms.maxDays }) },
            {
              term: t('register.roles.reviewDays'),
              value: t('register.roles.days', { count: terms.reviewDays }),
            },
            { term: t('register.dataClass'), value: t(`register.dataClasses.${terms.dataClass}`) },
            {
              term: t('register.roles.analysis'),
              value:
                role.analysis === null
                  ? t('register.roles.noAnalysis')
                  : t('register.roles.analysisTo', {
                      version: role.analysis.version,
                      day: dates.day(role.analysis.validTo),
                    }),
            },
          ]}
        />
      </Card>
      <Card flush>
        <RowList label={t('register.tabs.entitlements')}>
          {role.entitlements.map((one) => (
            <Row key={one.id}>
              <span className={styles.words}>
                <strong>{one.name}</strong>
                <span>{one.sentence}</span>
                <span className={styles.detail}>{one.system.name}</span>
              </span>
              {!one.direct && <Badge>{t('register.roles.included')}</Badge>}
              {one.privileged && <Badge tone="info">{t('register.privileged')}</Badge>}
            </Row>
          ))}
        </RowList>
      </Card>
    </div>
  );
}

function Versions({ role }: { role: RoleView }) {
  const { t } = useTranslation();
  const [restoring, setRestoring] = useState<number | null>(null);
  const isWaiting = role.versions.some(({ state }) => state === 'proposed' || state === 'held');
  const names = (ids: readonly string[]): string =>
    role.words
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return (
    <>
      <Card flush>
        <RowList label={t('register.tabs.versions')}>
          {role.versions.map((one) => (
            <Row key={one.version}>
              <span className={styles.words}>
                <strong>{t('register.version', { version: one.version })}</strong>
                <span>{one.reason}</span>
                <span className={styles.detail}>
                  {names([...one.content.entitlements, ...one.content.includes])}
                </span>
                <span className={styles.detail}>
                  {one.orderedBy?.name ?? t('register.operator')} · <Moment at={one.orderedAt} />
                </span>
              </span>
              {one.state === 'superseded' && role.may.write && !isWaiting && (
                <Button
                  size="small"
                  onPress={() => {
                    setRestoring(one.version);
                  }}
                >
                  {t('register.roles.restore')}
                </Button>
              )}
              <Badge tone={one.state === 'proposed' || one.state === 'held' ? 'wait' : 'neutral'}>
                {t(`register.versionStates.${one.state}`)}
              </Badge>
            </Row>
          ))}
        </RowList>
      </Card>
      {restoring !== null && (
        <ReasonDialog
          title={t('register.roles.restore')}
          onSend={(reason) => restoreRole(role.id, { base: role.version, version: restoring, reason })}
          onClose={() => {
            setRestoring(null);
          }}
        />
      )}
    </>
  );
}
