import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { sourcesQuery, startImport } from '../../api/imports.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Field } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { ChosenFiles } from './chosen-files.js';
import { FetchSource } from './fetch-source.js';
import { filesIn } from './dropped-files.js';
import styles from './imports-page.module.css';

/** Choose or drop a snapshot's files, look at what they would change, then let them. */
export function Upload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const sources = useQuery(sourcesQuery);
  const [sourceId, setSourceId] = useState<string | null>(null);
  const [rows, setRows] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [keys, setKeys] = useState(() => ({ look: crypto.randomUUID(), apply: crypto.randomUUID() }));
  const source = sources.data?.items.find(({ id }) => id === sourceId) ?? sources.data?.items[0];
  const starting = useMutation({
    mutationFn: ({ isDryRun, id }: { isDryRun: boolean; id: string }) =>
      startImport(id, files, { rows: rows.trim() }, isDryRun, isDryRun ? keys.look : keys.apply),
    onSuccess: async (started) => {
      await queryClient.invalidateQueries({ queryKey: ['imports'] });
      await navigate({ to: '/importer/$importId', params: { importId: started.id } });
    },
    onError: () => {
      setKeys({ look: crypto.randomUUID(), apply: crypto.randomUUID() });
    },
  });
  const add = (more: readonly File[]) => {
    setFiles((old) => [...old.filter(({ name }) => !more.some((file) => file.name === name)), ...more]);
    setKeys({ look: crypto.randomUUID(), apply: crypto.randomUUID() });
  };

  if (sources.error) return <ProblemView problem={sources.error} onRetry={() => void sources.refetch()} />;
  if (!source) return null;
  const isNumber = /^\d{0,9}$/.test(rows.trim());
  const lacking = source.files.filter(
    (expected) => !source.optional.includes(expected) && !files.some(({ name }) => name === expected),
  );
  const isComplete = lacking.length === 0 && isNumber;
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
        {source.pull !== null && <FetchSource key={source.id} source={{ ...source, pull: source.pull }} />}
        <DropZone
          className={styles.drop ?? ''}
          onDrop={(event) => {
            void filesIn(event.items).then(add);
          }}
        >
          <Text slot="label">
            <strong>{t('imports.drop')}</strong>
          </Text>
          <p>{t('imports.dropAbout', { files: source.files.join(', ') })}</p>
          <div className={styles.choose}>
            <FileTrigger
              allowsMultiple
              onSelect={(list) => {
                add([...(list ?? [])]);
              }}
            >
              <Button icon="file">{t('imports.chooseFiles')}</Button>
            </FileTrigger>
          </div>
        </DropZone>
        {files.length > 0 && (
          <ChosenFiles
            expected={source.files}
            optional={source.optional}
            files={files}
            onRemove={(name) => {
              setFiles((old) => old.filter((file) => file.name !== name));
            }}
          />
        )}
        {files.length > 0 && (
          <Field
            label={t('imports.rowCount', { file: source.files[0] ?? '' })}
            help={t(source.completenessRequired ? 'imports.rowCountAbout' : 'imports.rowCountOptional')}
            error={isNumber ? undefined : t('imports.rowCountWrong')}
            inputMode="numeric"
            value={rows}
            onChange={(value) => {
              setRows(value);
              setKeys({ look: crypto.randomUUID(), apply: crypto.randomUUID() });
            }}
          />
        )}
        {starting.error && <ProblemView problem={starting.error} />}
        {files.length > 0 && lacking.length > 0 && (
          <p role="status">{t('imports.lacking', { files: lacking.join(', ') })}</p>
        )}
        {files.length > 0 && (
          <div className={styles.actions}>
            <Button
              look="quiet"
              onPress={() => {
                setFiles([]);
              }}
            >
              {t('imports.clear')}
            </Button>
            <Button
              isDisabled={!isComplete}
              isPending={starting.isPending && !starting.variables.isDryRun}
              onPress={() => {
                starting.mutate({ isDryRun: false, id: source.id });
              }}
            >
              {t('imports.apply')}
            </Button>
            <Button
              look="primary"
              isDisabled={!isComplete}
              isPending={starting.isPending && starting.variables.isDryRun}
              onPress={() => {
                starting.mutate({ isDryRun: true, id: source.id });
              }}
            >
              {t('imports.look')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
