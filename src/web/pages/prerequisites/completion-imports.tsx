import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import type { CompletionImport } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { completionImportsQuery, completionSourcesQuery, sendCompletions } from '../../api/prerequisites.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Select } from '../../parts/select.js';
import { Ago } from '../../parts/when.js';
import { may, useMe } from '../../session/use-me.js';
import { CompletionOutcome } from './completion-outcome.js';
import styles from './prerequisites-page.module.css';

/** Sends a file of completions, after a look at what it would change, and shows those that came before. */
export function CompletionImports() {
  const me = useMe();
  const [shown, setShown] = useState<CompletionImport | null>(null);
  return (
    <div className={styles.stack}>
      {may(me, 'imports') && <Upload onTaken={setShown} />}
      {shown && <CompletionOutcome taken={shown} />}
      <Earlier onShow={setShown} />
    </div>
  );
}

function Upload({ onTaken }: { onTaken: (taken: CompletionImport) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sources = useQuery(completionSourcesQuery);
  const [sourceId, setSourceId] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [keys, setKeys] = useState(() => [crypto.randomUUID(), crypto.randomUUID()] as const);
  const source = sources.data?.items.find(({ id }) => id === sourceId) ?? sources.data?.items[0];
  const sending = useMutation({
    mutationFn: ({ isDryRun, chosen, id }: { isDryRun: boolean; chosen: File; id: string }) =>
      sendCompletions(id, chosen, isDryRun, isDryRun ? keys[0] : keys[1]),
    onSuccess: async (taken) => {
      onTaken(taken);
      if (taken.state === 'applied') setFile(null);
      await client.invalidateQueries({ queryKey: ['completion-imports'] });
      await client.invalidateQueries({ queryKey: ['prerequisites'] });
    },
    onError: () => {
      setKeys([crypto.randomUUID(), crypto.randomUUID()]);
    },
  });
  if (sources.error) return <ProblemView problem={sources.error} onRetry={() => void sources.refetch()} />;
  if (!source) return null;
  const send = (isDryRun: boolean) => {
    if (file) sending.mutate({ isDryRun, chosen: file, id: source.id });
  };
  return (
    <Card>
      <div className={styles.upload}>
        {(sources.data?.items.length ?? 0) > 1 && (
          <Select
            label={t('imports.source')}
            options={(sources.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))}
            value={source.id}
            onChange={setSourceId}
          />
        )}
        <p className={styles.detail}>
          {t('prerequisites.fileAbout', { source: source.name, columns: source.columns.join(', ') })}
        </p>
        <div className={styles.actions}>
          <FileTrigger
            onSelect={(list) => {
              setFile(list?.[0] ?? null);
              setKeys([crypto.randomUUID(), crypto.randomUUID()]);
            }}
          >
            <Button icon="file">{file ? file.name : t('prerequisites.chooseFile')}</Button>
          </FileTrigger>
          <Button
            look="primary"
            isDisabled={!file}
            isPending={sending.isPending && sending.variables.isDryRun}
            onPress={() => {
              send(true);
            }}
          >
            {t('imports.look')}
          </Button>
          <Button
            isDisabled={!file}
            isPending={sending.isPending && !sending.variables.isDryRun}
            onPress={() => {
              send(false);
            }}
          >
            {t('imports.apply')}
          </Button>
        </div>
        {sending.error && <ProblemView problem={sending.error} />}
      </div>
    </Card>
  );
}

function Earlier({ onShow }: { onShow: (taken: CompletionImport) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(completionImportsQuery);
  const imports = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (imports.length === 0) return null;
  return (
    <Card flush>
      <RowList label={t('prerequisites.earlier')}>
        {imports.map((each) => (
          <Row key={each.id}>
            <span className={styles.words}>
              <strong>{each.source.name}</strong>
              <span className={styles.detail}>
                {t(`prerequisites.outcomes.${each.state}`)}
                {each.startedBy && ` · ${each.startedBy.name}`} · <Ago at={each.startedAt} />
              </span>
            </span>
            <span className={styles.detail}>{t('prerequisites.rows', each.rows)}</span>
            <Button
              look="quiet"
              size="small"
              onPress={() => {
                onShow(each);
              }}
            >
              {t('prerequisites.show')}
            </Button>
          </Row>
        ))}
      </RowList>
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}
