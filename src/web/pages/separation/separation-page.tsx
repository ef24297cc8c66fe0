import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SeparationRule } from '../../api/generated/types.gen.js';
import { separationConflictsQuery, separationRulesQuery } from '../../api/separation.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import styles from '../leavers/leavers.module.css';
import { Conflicts } from './conflicts.js';
import { Exemptions } from './exemptions.js';
import { useSideWords } from './side-words.js';

const places = ['conflicts', 'rules', 'exemptions'] as const;
const addresses = { conflicts: undefined, rules: 'regler', exemptions: 'undantag' } as const;

/** Duties that nobody may have together: who has them, which rules say so, and who is exempt until when. */
export function SeparationPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/atskilda' });
  const navigate = useNavigate({ from: '/atskilda' });
  const { data } = useQuery(separationRulesQuery);
  const { error } = useInfiniteQuery(separationConflictsQuery('open'));
  const selected = places.find((place) => addresses[place] === visa) ?? 'conflicts';
  const contents = { conflicts: <Conflicts />, rules: <Rules />, exemptions: <Exemptions /> };
  const open = data?.items.reduce((sum, rule) => sum + rule.open + rule.withheld, 0);
  const counts = { conflicts: open, rules: data?.items.length, exemptions: undefined };
  return (
    <>
      <PageHead
        title={t('separation.title')}
        about={t('separation.about')}
        action={
          data?.mayChange && (
            <LinkButton to="/atskilda/ny" look="primary" icon="plus">
              {t('separation.add')}
            </LinkButton>
          )
        }
      />
      <PageBody>
        {error ? (
          <ProblemView problem={error} />
        ) : (
          <Tabs
            label={t('separation.parts')}
            selected={selected}
            onSelect={(place) => void navigate({ search: { visa: addresses[place] } })}
            tabs={places.map((id) => ({
              id,
              label: t(`separation.tabs.${id}`),
              count: counts[id],
              content: contents[id],
            }))}
          />
        )}
      </PageBody>
    </>
  );
}

function Rules() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(separationRulesQuery);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data?.items.length === 0 && (
        <EmptyState icon="move" title={t('separation.noRules')}>
          {t('separation.noRulesAbout')}
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <RowList label={t('separation.tabs.rules')}>
          {data.items.map((rule) => (
            <RuleRow key={rule.id} rule={rule} />
          ))}
        </RowList>
      )}
    </Card>
  );
}

function RuleRow({ rule }: { rule: SeparationRule }) {
  const { t } = useTranslation();
  const words = useSideWords();
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/atskilda/$ruleId" params={{ ruleId: rule.id }} className={rowLink}>
          <strong>{rule.name}</strong>
        </Link>
        <span className={styles.detail}>
          {t('separation.against', { left: words(rule.left), right: words(rule.right) })}
        </span>
      </span>
      <span className={styles.end}>
        {rule.state === 'retired' ? (
          <Badge>{t('separation.retired')}</Badge>
        ) : (
          <Badge
            tone={rule.mode === 'enforce' ? 'good' : 'info'}
            icon={rule.mode === 'enforce' ? 'lock' : 'info'}
          >
            {t(`separation.modes.${rule.mode}`)}
          </Badge>
        )}
        {rule.open > 0 && <Badge tone="danger">{t('separation.openCount', { count: rule.open })}</Badge>}
        {rule.exempt > 0 && <Badge>{t('separation.exemptCount', { count: rule.exempt })}</Badge>}
      </span>
    </Row>
  );
}
