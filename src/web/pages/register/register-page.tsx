import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { systemsQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Checkbox } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import styles from '../leavers/leavers.module.css';
import { toneOfState } from './register-words.js';

/** The register of systems: what each holds, who answers for it, and when it is looked at again. */
export function RegisterPage() {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [isMine, setMine] = useState(false);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    systemsQuery(q, isMine),
  );
  const systems = itemsOf(data);
  return (
    <>
      <PageHead
        title={t('register.title')}
        about={t('register.about')}
        action={
          data?.pages[0]?.mayRegister && (
            <LinkButton to="/systemregister/ny" look="primary" icon="plus">
              {t('register.form.register')}
            </LinkButton>
          )
        }
      />
      <PageBody>
        <div className={styles.stack}>
          <Field
            label={t('register.search')}
            type="search"
            icon="search"
            isOptional
            value={q}
            onChange={setQ}
          />
          <Checkbox isSelected={isMine} onChange={setMine}>
            {t('register.mine')}
          </Checkbox>
        </div>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={5} />}
        {data && systems.length === 0 && <EmptyState icon="server" title={t('register.none')} />}
        {systems.length > 0 && (
          <Card flush>
            <RowList label={t('register.title')}>
              {systems.map((system) => (
                <Row key={system.id}>
                  <span className={styles.words}>
                    <Link to="/systemregister/$systemId" params={{ systemId: system.id }} className={rowLink}>
                      {system.name}
                    </Link>
                    <span>{system.purpose}</span>
                    <span className={styles.detail}>
                      {t('register.classes', system.classes)} ·{' '}
                      {t('register.owners', {
                        information: system.informationOwner.name,
                        system: system.systemOwner.name,
                      })}
                      {system.reviewOn !== null && (
                        <>
                          {' '}
                          · {t('register.reviewOn')} <Day day={system.reviewOn} />
                        </>
                      )}
                    </span>
                  </span>
                  {system.waiting && <Badge tone="wait">{t('register.waiting')}</Badge>}
                  <Badge tone={toneOfState(system.state)}>{t(`register.states.${system.state}`)}</Badge>
                </Row>
              ))}
            </RowList>
          </Card>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </PageBody>
    </>
  );
}
