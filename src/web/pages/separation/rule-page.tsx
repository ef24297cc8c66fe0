import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  separationChoicesQuery,
  separationRulesQuery,
  separationVersionsQuery,
} from '../../api/separation.js';
import { NotFound } from '../../frame/not-found.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { Conflicts } from './conflicts.js';
import { RuleForm } from './rule-form.js';
import { useSideWords } from './side-words.js';

/** A new rule. */
export function NewSeparationRulePage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(separationChoicesQuery);
  return (
    <>
      <PageHead
        over={<Link to="/atskilda">{t('separation.title')}</Link>}
        title={t('separation.add')}
        about={t('separation.addAbout')}
      />
      <PageBody narrow>
        {error && <ProblemView problem={error} />}
        {data && <RuleForm rule={null} choices={data.items} />}
      </PageBody>
    </>
  );
}

/** One rule: what it says, who is in conflict with it, and what it has said before. */
export function SeparationRulePage() {
  const { t } = useTranslation();
  const { ruleId } = useParams({ from: '/frame/atskilda/$ruleId' });
  const rules = useQuery(separationRulesQuery);
  const choices = useQuery(separationChoicesQuery);
  const words = useSideWords();
  const rule = rules.data?.items.find(({ id }) => id === ruleId);
  if (rules.data && !rule) return <NotFound />;
  const error = rules.error ?? choices.error;
  return (
    <>
      <PageHead
        over={<Link to="/atskilda">{t('separation.title')}</Link>}
        title={rule?.name ?? ''}
        about={rule && t('separation.against', { left: words(rule.left), right: words(rule.right) })}
      />
      <PageBody narrow>
        {error && <ProblemView problem={error} />}
        {(!rule || !choices.data) && !error && <Skeleton rows={5} />}
        {rule && choices.data && (
          <>
            {rules.data?.mayChange && (
              <Section title={t('separation.change')}>
                <Card>
                  <RuleForm key={rule.version} rule={rule} choices={choices.data.items} />
                </Card>
              </Section>
            )}
            <Section title={t('separation.tabs.conflicts')}>
              <Conflicts ruleId={rule.id} />
            </Section>
            <Versions ruleId={rule.id} />
          </>
        )}
      </PageBody>
    </>
  );
}

function Versions({ ruleId }: { ruleId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const words = useSideWords();
  const { data } = useQuery(separationVersionsQuery(ruleId));
  return (
    <Section title={t('separation.versions')}>
      <Card flush>
        {!data && <Skeleton rows={2} />}
        {data && (
          <RowList label={t('separation.versions')}>
            {data.items.map((one) => (
              <Row key={one.version}>
                <span className={styles.words}>
                  <strong>{t('separation.version', { version: one.version })}</strong>
                  <span>{one.reason}</span>
                  <span className={styles.detail}>
                    {t('separation.against', { left: words(one.left), right: words(one.right) })}
                  </span>
                  <span className={styles.detail}>
                    {one.changedBy.name} · {dates.day(one.changedAt)}
                  </span>
                </span>
                <Badge>
                  {t(one.state === 'retired' ? 'separation.retired' : `separation.modes.${one.mode}`)}
                </Badge>
              </Row>
            ))}
          </RowList>
        )}
      </Card>
    </Section>
  );
}
