import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportMap, type MapFilter } from '../../api/oversight.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';

const shortest = 10;

/** A list of many persons' access is taken out for a purpose, which is written down. */
export function ExportDialog({ filter, onClose }: { filter: MapFilter; onClose: () => void }) {
  const { t } = useTranslation();
  const [purpose, setPurpose] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = purpose.trim().length < shortest;
  const exporting = useMutation({
    mutationFn: () => exportMap({ ...filter, minimumRisk: filter.minimumRisk ?? 1, purpose: purpose.trim() }),
    onSuccess: ({ filename, content, rows }) => {
      save(filename, content);
      toast({ tone: 'good', title: t('accessMap.exported', { count: rows }) });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('accessMap.export')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={exporting.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) exporting.mutate();
            }}
          >
            {t('accessMap.take')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('accessMap.purpose')}
        help={t('accessMap.purposeHelp')}
        maxLength={500}
        value={purpose}
        onChange={setPurpose}
        error={hasTried && isShort ? t('accessMap.purposeMissing') : undefined}
      />
      {exporting.error && <ProblemView problem={exporting.error} />}
    </Dialog>
  );
}

function save(filename: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}
