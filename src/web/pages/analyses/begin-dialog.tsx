import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, beginAnalysis, templatesQuery } from '../../api/analyses.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Skeleton } from '../../parts/skeleton.js';

interface BeginDialogProps {
  role: { id: string; name: string };
  /** There is a version to go on from. */
  hasLatest: boolean;
  onClose: () => void;
}

const latest = '';

/** A new version: from what holds today, or from a template for a role of that kind. */
export function BeginDialog({ role, hasLatest, onClose }: BeginDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: templates, error } = useQuery(templatesQuery);
  const [chosen, setChosen] = useState<string>(latest);
  const begin = useMutation({
    mutationFn: () => beginAnalysis({ roleId: role.id, ...(chosen === latest ? {} : { template: chosen }) }),
    onSuccess: async (analysis) => {
      client.setQueryData(analysisQuery(analysis.id).queryKey, analysis);
      await client.invalidateQueries({ queryKey: ['analyses'] });
      await navigate({ to: '/analyser/$analysisId', params: { analysisId: analysis.id }, search: {} });
    },
  });
  return (
    <Dialog
      title={t(hasLatest ? 'analyses.reviseTitle' : 'analyses.beginTitle', { role: role.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={begin.isPending}
            onPress={() => {
              begin.mutate();
            }}
          >
            {t(hasLatest ? 'analyses.revise' : 'analyses.begin')}
          </Button>
        </>
      }
    >
      {error && <ProblemView problem={error} />}
      {begin.error && <ProblemView problem={begin.error} />}
      {!templates && !error && <Skeleton rows={4} />}
      {templates && (
        <RadioCards
          label={t('analyses.beginAbout')}
          value={chosen}
          onChange={setChosen}
          choices={[
            {
              id: latest,
              label: t(hasLatest ? 'analyses.fromLatest' : 'analyses.fromNothing'),
              detail: hasLatest ? t('analyses.fromLatestAbout') : undefined,
            },
            ...templates.items.map(({ key, name, about }) => ({ id: key, label: name, detail: about })),
          ]}
        />
      )}
    </Dialog>
  );
}
