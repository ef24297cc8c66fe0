import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../api/generated/types.gen.js';
import { markRead, noticesQuery } from '../../api/me.js';
import { itemsOf } from '../../api/page.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Icon } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { may, useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import styles from './tasks-page.module.css';

/** "Att veta": what one has been told, until it is marked as read. Shows nothing when there is nothing. */
export function Notices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(noticesQuery);
  const read = useMutation({
    mutationFn: markRead,
    onSuccess: () => client.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
  const notices = itemsOf(data);
  if (notices.length === 0) return null;
  return (
    <Section
      title={t('notices.title')}
      aside={
        <Button
          look="quiet"
          size="small"
          icon="check"
          isDisabled={read.isPending}
          onPress={() => {
            read.mutate({ ids: 'all' });
          }}
        >
          {t('notices.readAll')}
        </Button>
      }
    >
      <Card flush>
        <RowList label={t('notices.title')}>
          {notices.map((notice) => (
            <NoticeRow
              key={notice.id}
              notice={notice}
              onRead={() => {
                read.mutate({ ids: [notice.id] });
              }}
              isBusy={read.isPending}
            />
          ))}
        </RowList>
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
    </Section>
  );
}

function NoticeRow({ notice, onRead, isBusy }: { notice: Notice; onRead: () => void; isBusy: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  // Days among the facts are written as people write them.
  const facts = Object.fromEntries(
    Object.entries(notice.facts).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? dates.day(value) : value,
    ]),
  );
  const words = t(`notices.kinds.${notice.kind}`, { name: notice.person?.name ?? '', ...facts });
  return (
    <Row>
      <span className={styles.icon} data-kind="notice">
        <Icon name="info" />
      </span>
      <span className={styles.words}>
        <NoticeLink notice={notice} words={words} />
        <span className={styles.detail}>{dates.day(notice.at)}</span>
      </span>
      <span className={`${styles.end} ${styles.above}`}>
        <Button
          look="quiet"
          size="small"
          isDisabled={isBusy}
          aria-label={t('notices.readOne', { words })}
          onPress={onRead}
        >
          {t('notices.read')}
        </Button>
      </span>
    </Row>
  );
}

/** Where a notice leads, by the kind of its object; else to the person it is about. */
function NoticeLink({ notice, words }: { notice: Notice; words: string }) {
  const me = useMe();
  const id = notice.object?.id;
  if (notice.object?.kind === 'campaign' && id)
    return (
      <Link to="/granska/$campaignId" params={{ campaignId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.kind.startsWith('approval-') && id)
    return (
      <Link to="/godkannanden/$requestId" params={{ requestId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'request' && id)
    return (
      <Link to="/begaranden/$requestId" params={{ requestId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'delegation')
    return (
      <Link to="/delegering" className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'held-change' && id)
    return (
      <Link to="/stoppat/$heldId" params={{ heldId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'handling' && id)
    return (
      <Link to="/handlaggning" search={{ system: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'takeover')
    return (
      <Link to="/oprovat" className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'import' && id)
    return (
      <Link to="/importer/$importId" params={{ importId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'leaver' && id)
    return (
      <Link to="/avslut/$checklistId" params={{ checklistId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'external' && id)
    return (
      <Link to="/externa/$externalId" params={{ externalId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'separation-rule' && id)
    return (
      <Link to="/atskilda/$ruleId" params={{ ruleId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'analysis' && id)
    return (
      <Link to="/analyser/$analysisId" params={{ analysisId: id }} search={{}} className={rowLink}>
        {words}
      </Link>
    );
  // Keepers are told too, and see no more than that.
  if (notice.object?.kind === 'emergency' && !may(me, 'emergencies')) return <strong>{words}</strong>;
  if (notice.object?.kind === 'emergency' && id)
    return (
      <Link to="/nodkonton/$emergencyId" params={{ emergencyId: id }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'credentials' && !notice.person)
    return (
      <Link to="/nycklar" className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'assurance-exception')
    return (
      <Link to="/undantag" className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'duties')
    return (
      <Link to="/avslut" search={{ visa: 'vakanta' }} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'confirm')
    return (
      <Link to="/personal/bekrafta" className={rowLink}>
        {words}
      </Link>
    );
  if (notice.object?.kind === 'credential-report')
    return (
      <Link to={notice.person?.id === me.person.id ? '/anmal-kort' : '/sparrade'} className={rowLink}>
        {words}
      </Link>
    );
  if (notice.person?.id)
    return (
      <Link to="/personal/$personId" params={{ personId: notice.person.id }} className={rowLink}>
        {words}
      </Link>
    );
  return <strong>{words}</strong>;
}
