import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { heldListQuery } from '../../api/held.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Ago } from '../../parts/when.js';
import styles from './held-page.module.css';

/** What breakers have stopped beside deliveries; shown only when there is or was something. */
export function HeldList() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(heldListQuery);
  const held = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (held.length === 0) return null;
  return (
    <Section title={t('held.list')} about={t('held.listAbout')}>
      <Card flush>
        <RowList label={t('held.list')}>
          {held.map((each) => (
            <Row key={each.id}>
              <span className={styles.words}>
                <Link to="/stoppat/$heldId" params={{ heldId: each.id }} className={rowLink}>
                  {each.title || t('held.untitled')}
                </Link>
                <span className={styles.soft}>
                  {t(`held.kinds.${each.kind}`)} · {t('held.persons', { count: each.persons })} ·{' '}
                  <Ago at={each.heldAt} />
                </span>
              </span>
              <Badge
                tone={each.state === 'held' ? 'danger' : 'neutral'}
                icon={each.state === 'held' ? 'pause' : undefined}
              >
                {t(`held.states.${each.state}`)}
              </Badge>
            </Row>
          ))}
        </RowList>
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
    </Section>
  );
}
