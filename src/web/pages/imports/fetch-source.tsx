import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HrSource } from '../../api/generated/types.gen.js';
import { fetchSource } from '../../api/imports.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import styles from './imports-page.module.css';

/** Asks the HR system itself, for a look first or to take in at once. */
export function FetchSource({ source }: { source: HrSource & { pull: NonNullable<HrSource['pull']> } }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [keys, setKeys] = useState(() => ({ look: crypto.randomUUID(), apply: crypto.randomUUID() }));
  const fetching = useMutation({
    mutationFn: (isDryRun: boolean) => fetchSource(source.id, isDryRun, isDryRun ? keys.look : keys.apply),
    onSuccess: async (started) => {
      await queryClient.invalidateQueries({ queryKey: ['imports'] });
      await navigate({ to: '/importer/$importId', params: { importId: started.id } });
    },
    onError: () => {
      setKeys({ look: crypto.randomUUID(), apply: crypto.randomUUID() });
    },
  });
  return (
    <div className={styles.fetch}>
      <p>
        {t('imports.fetchAbout', { source: source.name })}{' '}
        {source.pull.schedule !== null && t('imports.fetchSchedule', { schedule: source.pull.schedule })}
      </p>
      {fetching.error && <ProblemView problem={fetching.error} />}
      <div className={styles.actions}>
        <Button
          isPending={fetching.isPending && !fetching.variables}
          onPress={() => {
            fetching.mutate(false);
          }}
        >
          {t('imports.fetchApply')}
        </Button>
        <Button
          look="primary"
          isPending={fetching.isPending && fetching.variables}
          onPress={() => {
            fetching.mutate(true);
          }}
        >
          {t('imports.fetchLook')}
        </Button>
      </div>
    </div>
  );
}
