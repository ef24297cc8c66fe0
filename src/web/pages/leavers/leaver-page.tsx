import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeaverDetail, LeaverItemAnswer } from '../../api/generated/types.gen.js';
import { answerItem, leaverQuery } from '../../api/leaving.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { today, useDates } from '../../texts/dates.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from './leavers.module.css';

type Item = LeaverDetail['items'][number];

/** One leaver's checklist: what is handed over, by whom and when. */
export function LeaverPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const { checklistId } = useParams({ from: '/frame/avslut/$checklistId' });
  const { data: list, error, refetch } = useQuery(leaverQuery(checklistId));
  const [refused, setRefused] = useState<Item | null>(null);
  const answering = useMutation({
    mutationFn: ({ item, answer }: { item: Item; answer: LeaverItemAnswer }) =>
      answerItem(checklistId, item.id, answer),
    onSuccess: async (changed) => {
      setRefused(null);
      client.setQueryData(leaverQuery(checklistId).queryKey, changed);
      await Promise.all(
        ['leavers', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!list) return <Skeleton rows={6} />;
  return (
    <>
      <PageHead
        over={<Link to="/avslut">{t('leavers.title')}</Link>}
        title={t('leavers.of', { name: list.person.name })}
        about={t('leavers.ofAbout')}
      />
      <PageBody>
        <Card>
          <Facts
            items={[
              { term: t('leavers.when'), value: dates.day(list.lastDay) },
              {
                term: t('leavers.position'),
                value: [list.title, list.unit.name].filter(Boolean).join(' · '),
              },
              { term: t('leavers.answers'), value: list.manager?.name ?? t('leavers.owners.hr') },
              {
                term: t('leavers.soFar'),
                value: t('leavers.progress', { answered: list.answered, total: list.total }),
              },
            ]}
          />
        </Card>
        {answering.error && <ProblemView problem={answering.error} />}
        <Card flush>
          <RowList label={t('leavers.of', { name: list.person.name })}>
            {list.items.map((item) => (
              <ItemRow
                key={item.id}
                item={item}
                isBusy={answering.isPending}
                onAnswer={(state) => {
                  if (state === 'not-applicable') setRefused(item);
                  else answering.mutate({ item, answer: { state } });
                }}
              />
            ))}
          </RowList>
        </Card>
      </PageBody>
      {refused && (
        <NotApplicable
          item={refused}
          isBusy={answering.isPending}
          onClose={() => {
            setRefused(null);
          }}
          onSend={(note, onSent) => {
            answering.mutate(
              { item: refused, answer: { state: 'not-applicable', note } },
              { onSuccess: onSent },
            );
          }}
        />
      )}
    </>
  );
}

interface ItemRowProps {
  item: Item;
  isBusy: boolean;
  onAnswer: (state: LeaverItemAnswer['state']) => void;
}

function ItemRow({ item, isBusy, onAnswer }: ItemRowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const isLate = item.state === 'open' && item.due < today();
  const owner =
    item.ownerPerson?.name ??
    (item.owner === 'hr' || item.owner === 'security' || item.owner === 'manager'
      ? t(`leavers.owners.${item.owner}`)
      : t('leavers.owners.group', { group: item.owner }));
  const button = (state: LeaverItemAnswer['state'], words: string, look: 'primary' | 'quiet') => (
    <Button
      size="small"
      look={look}
      isDisabled={isBusy}
      aria-label={`${words}: ${item.label}`}
      onPress={() => {
        onAnswer(state);
      }}
    >
      {words}
    </Button>
  );
  return (
    <Row>
      <span className={styles.words}>
        <strong>{item.label}</strong>
        <span className={styles.detail}>
          {owner} · {t('leavers.due', { day: dates.day(item.due) })}
          {item.note && ` · ${item.note}`}
          {item.answeredBy && item.answeredAt && ` · ${item.answeredBy.name} ${dates.day(item.answeredAt)}`}
        </span>
      </span>
      <span className={styles.end}>
        {isLate && <Badge tone="danger">{t('leavers.lateOne')}</Badge>}
        {item.state === 'done' && <Badge tone="good">{t('leavers.done')}</Badge>}
        {item.state === 'not-applicable' && <Badge>{t('leavers.notApplicable')}</Badge>}
        {item.mayAnswer && item.state === 'open' && (
          <>
            {button('done', t('leavers.tick'), 'primary')}
            {button('not-applicable', t('leavers.notApplicable'), 'quiet')}
          </>
        )}
        {item.mayAnswer && item.state !== 'open' && button('open', t('parts.undo'), 'quiet')}
      </span>
    </Row>
  );
}

interface NotApplicableProps {
  item: Item;
  isBusy: boolean;
  onClose: () => void;
  /** `onSent` once the service has it. */
  onSend: (note: string, onSent: () => void) => void;
}

function NotApplicable({ item, isBusy, onClose, onSend }: NotApplicableProps) {
  const { t } = useTranslation();
  const [note, setNote, forget] = useKeptText(`leaver.${item.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = note.trim().length < 3;
  return (
    <Dialog
      title={item.label}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={isBusy}
            onPress={() => {
              setTried(true);
              if (!isShort) onSend(note.trim(), forget);
            }}
          >
            {t('leavers.notApplicable')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('leavers.whyNot')}
        maxLength={500}
        value={note}
        onChange={setNote}
        error={hasTried && isShort ? t('leavers.whyNotMissing') : undefined}
        autoFocus
      />
    </Dialog>
  );
}
