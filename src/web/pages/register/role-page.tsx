import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../api/generated/types.gen.js';
import { retireRole, roleQuery, selectorWordsQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { Row, RowList } from '../../parts/row-list.js';
import { useSelectorSentence } from '../../parts/selector-words.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { spoken } from '../../texts/texts.js';
import styles from '../leavers/leavers.module.css';
import { AnalysisLinks } from './analysis-links.js';
import { History } from './history.js';
import { ReasonDialog } from './reason-dialog.js';
import { RoleImpactView } from './role-impact-view.js';
import { RoleVersions } from './role-versions.js';

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
  const [isRetiring, setRetiring] = useState(false);
  const waiting = role?.versions.find(({ state }) => state === 'proposed' || state === 'held');
  return (
    <>
      <PageHead
        over={<Link to="/roller">{t('register.roles.title')}</Link>}
        title={role?.name ?? ''}
        about={role?.sentence}
        action={
          role?.may.write &&
          !waiting && (
            <span className={styles.line}>
              {role.state === 'in-use' && role.holders === 0 && (
                <Button
                  look="danger-quiet"
                  onPress={() => {
                    setRetiring(true);
                  }}
                >
                  {t('register.form.retireRole')}
                </Button>
              )}
              <LinkButton to="/roller/$roleId/andra" params={{ roleId }} look="primary" icon="file">
                {t('register.form.newRoleVersion')}
              </LinkButton>
            </span>
          )
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!role && !error && <Skeleton rows={6} />}
        {role && (
          <>
            {waiting && <RoleImpactView role={role} version={waiting.version} reason={waiting.reason} />}
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
            {isRetiring && (
              <ReasonDialog
                title={t('register.form.retireRole')}
                onSend={(reason) => retireRole(role.id, reason)}
                onClose={() => {
                  setRetiring(false);
                }}
              />
            )}
          </>
        )}
      </PageBody>
    </>
  );
}

function Content({ place, role }: { place: Place; role: RoleView }) {
  if (place === 'content') return <What role={role} />;
  if (place === 'versions') return <RoleVersions role={role} />;
  return <History of="role" id={role.id} />;
}

function What({ role }: { role: RoleView }) {
  const { t } = useTranslation();
  const { data: words } = useQuery(selectorWordsQuery);
  const sentence = useSelectorSentence();
  const { terms } = role;
  const standing = role.versions.find(({ state }) => state === 'in-force')?.content;
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
            {
              term: t('register.form.askableBy'),
              value:
                role.askableByAll.length === 0
                  ? t('register.form.anybody')
                  : role.askableByAll.map((one) => sentence(one, words)).join('; '),
            },
            ...(standing?.securityApproves
              ? [{ term: t('register.form.securityApproves'), value: t('register.yes') }]
              : []),
            ...(standing && standing.questions.length > 0
              ? [
                  {
                    term: t('register.form.questions'),
                    value: standing.questions.map((one) => one[spoken()]).join(' · '),
                  },
                ]
              : []),
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
              value: <AnalysisLinks role={role} />,
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
